package dev.tocsin.alerting.audit;

import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/** One value for all settings of the service, so that the log shows when they changed; no secret can be read from it. */
final class ConfigurationHash {

    private ConfigurationHash() {}

    static String of(Config config) {
        var settings = new TreeMap<String, String>();
        var names = new TreeSet<String>();
        config.getPropertyNames().forEach(names::add);
        for (var name : names) {
            // Environment variables come under their own names too, in capitals, which sort first: the setting's own
            // wins.
            var setting = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (setting.startsWith("tocsin.") && !setting.endsWith(".password")) {
                config.getOptionalValue(name, String.class).ifPresent(value -> settings.put(setting, value));
            }
        }
        return Sha256.of(settings.toString());
    }
}

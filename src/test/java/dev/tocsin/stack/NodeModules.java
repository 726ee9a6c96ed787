package dev.tocsin.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the tests need of npm's registry, by package-lock.json. */
final class NodeModules {

    private static boolean isInstalled;

    private NodeModules() {}

    /** Installs it once in a test run. */
    static synchronized void install() {
        if (!isInstalled) {
            Command.run(Duration.ofMinutes(3), Map.of(), List.of("npm", "ci", "--no-audit", "--no-fund"))
                    .orFail();
            isInstalled = true;
        }
    }
}

package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The configuration files and scripts as the tools of their makers see them. */
class ConfigurationIT {

    private static List<String> files(String folder, String suffix) {
        try (var files = Files.walk(Path.of(folder))) {
            var found = files.filter(file -> file.toString().endsWith(suffix))
                    .map(Path::toString)
                    .sorted()
                    .toList();
            assertThat(found).as("files below " + folder).isNotEmpty();
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The tool must be there: {@code monitor.sh test} sees to it. */
    private static Command tool(String name, List<String> arguments) {
        var words = new ArrayList<>(List.of(name));
        words.addAll(arguments);
        try {
            return Command.run(Duration.ofMinutes(2), Map.of(), words).orFail();
        } catch (UncheckedIOException e) {
            throw new AssertionError(name + " is not on the PATH: run ./scripts/monitor.sh test, which fetches it", e);
        }
    }

    @Test
    void rulesAreValid() {
        tool("promtool", List.of("check", "rules", "docker/alert_rules.yml", "docker/monitoring_rules.yml"));
    }

    @Test
    void rulesFireWhenAndOnlyWhenTheyShould() {
        var arguments = new ArrayList<>(List.of("test", "rules"));
        arguments.addAll(files("src/test/prometheus", ".yml"));
        tool("promtool", arguments);
    }

    @Test
    void prometheusConfigurationIsValid() {
        tool("promtool", List.of("check", "config", "--syntax-only", "docker/prometheus.yml"));
    }

    @Test
    void alertmanagerConfigurationIsValid() {
        tool("amtool", List.of("check-config", "docker/alertmanager.yml"));
    }

    /** No engine runs them here, so at least each is YAML, of a version that is named, and says whether it is well. */
    @Test
    void containersArePinnedAndHaveAHealthCheck() throws IOException {
        var yaml = new YAMLMapper();
        for (var file : files("docker", ".yml")) {
            assertThat(yaml.readTree(Files.readString(Path.of(file))).isObject())
                    .as(file)
                    .isTrue();
        }

        var services = yaml.readTree(Files.readString(Path.of("docker/compose.yml")))
                .get("services")
                .properties();
        assertThat(services)
                .hasSizeGreaterThan(5)
                .filteredOn(service -> !service.getKey().equals("app"))
                .allSatisfy(service -> {
                    assertThat(service.getValue().at("/image").toString())
                            .as(service.getKey())
                            .matches("\".+:v?\\d+[.]\\d+[.]\\d+.*\"");
                    assertThat(service.getValue().at("/healthcheck/test").isArray())
                            .as(service.getKey())
                            .isTrue();
                });
        assertThat(Files.readString(Path.of("docker/Dockerfile"))).contains("\nHEALTHCHECK ", "\nUSER 10001");
    }

    @Test
    void scriptsAreClean() {
        var scripts = new ArrayList<>(files("scripts", ".sh"));
        scripts.addAll(List.of(".ci/run", "bench/run", "bench/postgres.sh", "bench/queries/run", "bench/peers/run"));
        var shellcheck = new ArrayList<>(List.of("--external-sources"));
        shellcheck.addAll(scripts);
        tool("shellcheck", shellcheck);
        var shfmt = new ArrayList<>(List.of("-i", "2", "-ci", "-d"));
        shfmt.addAll(scripts);
        tool("shfmt", shfmt);
    }

    /** They are all read into one shell, where the last of two of a name is both. */
    @Test
    void noFunctionOfTheScriptsIsDefinedTwice() throws IOException {
        var names = new ArrayList<String>();
        for (var script : files("scripts", ".sh")) {
            Pattern.compile("(?m)^(\\w+)\\(\\) [{]")
                    .matcher(Files.readString(Path.of(script)))
                    .results()
                    .forEach(found -> names.add(found.group(1)));
        }
        assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    /** The types stand in comments: what runs in the browser is what is in the repository. */
    @Test
    void thePagesScriptsAreTypedAndClean() {
        NodeModules.install();
        tool("npm", List.of("run", "check"));
    }
}

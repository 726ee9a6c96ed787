package dev.tocsin.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesTest {

    @TempDir
    private Path root;

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    @Test
    void memoryIsGivenInBytes() throws IOException {
        write("proc/self/status", "Name:\tjava\nVmSize:\t 3304251 kB\nVmRSS:\t  415141 kB\n");

        assertThat(new ProcFiles(root).virtualBytes()).isEqualTo(3304251L * 1024);
        assertThat(new ProcFiles(root).residentBytes()).isEqualTo(415141L * 1024);
    }

    @Test
    void thisVeryProcessIsRead() {
        var self = new ProcFiles(Path.of("/"));

        assertThat(self.residentBytes()).isBetween(10_000_000L, self.virtualBytes());
    }

    /** An older kernel does not tell, and then the JVM counts. */
    private static long openFiles() {
        var unix = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new ProcFiles(Path.of("/")).openFiles().orElseGet(unix::getOpenFileDescriptorCount);
    }

    @Test
    void openFilesAreThoseOfThisProcess() throws IOException {
        write("some", "");
        var before = openFiles();
        var opened = new ArrayList<InputStream>();
        for (int i = 0; i < 100; i++) {
            opened.add(Files.newInputStream(root.resolve("some")));
        }
        var with = openFiles();
        for (var each : opened) {
            each.close();
        }

        assertThat(with - before).isBetween(90L, 110L);
    }

    @Test
    void anOlderKernelDoesNotTellOpenFiles() throws IOException {
        write("proc/self/fd", "");

        assertThat(new ProcFiles(root).openFiles()).isEmpty();
    }

    @Test
    void aKernelThatSaysNothingIsAnError() throws IOException {
        write("proc/self/status", "Name:\tjava\n");

        assertThatIllegalStateException().isThrownBy(() -> new ProcFiles(root).residentBytes());
    }

    @Test
    void theLimitOfTheControlGroupIsReadInBothVersions() throws IOException {
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
        assertThat(new ProcFiles(root).memoryLimitBytes()).hasValue(268435456L);

        write("sys/fs/cgroup/memory.max", "536870912\n");
        assertThat(new ProcFiles(root).memoryLimitBytes()).hasValue(536870912L);
    }

    @Test
    void noLimitIsNoNumber() throws IOException {
        assertThat(new ProcFiles(root).memoryLimitBytes()).isEmpty();

        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(new ProcFiles(root).memoryLimitBytes()).isEmpty();
    }
}

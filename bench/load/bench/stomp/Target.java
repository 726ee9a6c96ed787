package bench.stomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A server under load, on one processor of its own.
 *
 * @param path of its WebSocket endpoint
 * @param speaksStomp false for a bare WebSocket, which answers a CONNECT, sends back what is sent, and no more
 */
record Target(String name, int port, String path, long pid, boolean speaksStomp) {

    /** As the command line has it: name, port, path and process, separated by commas. */
    static Target parse(String text) {
        var parts = text.split(",");
        return new Target(
                parts[0], Integer.parseInt(parts[1]), parts[2], Long.parseLong(parts[3]), !parts[0].startsWith("bare"));
    }

    /** What the process has resident, in bytes. */
    long residentBytes() throws IOException {
        return 1024
                * Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
    }

    /** The processor time that it has had, in seconds. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(Path.of("/proc/" + pid));
    }

    /** What of it went to the just-in-time compiler; 0 for what is no JVM. */
    double compilerSeconds() throws IOException {
        double seconds = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (var thread : threads) {
                if (isCompiler(thread)) {
                    seconds += cpuSeconds(thread);
                }
            }
        }
        return seconds;
    }

    private static boolean isCompiler(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("comm")).contains("CompilerThre");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static double cpuSeconds(Path task) throws IOException {
        var stat = Files.readString(task.resolve("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Stands still while another is measured: what it does by itself must not count against that one. */
    void pause() throws IOException {
        signal("STOP");
    }

    void resume() throws IOException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException {
        run("kill", "-" + signal, Long.toString(pid));
    }

    static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

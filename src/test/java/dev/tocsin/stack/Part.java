package dev.tocsin.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A process of a stack, as it was started: a test kills it and starts it again, without another look at the configuration. */
final class Part {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Path pidFile;
    private final Path log;
    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private ProcessHandle process;

    private Part(
            Path pidFile,
            Path log,
            Path folder,
            List<String> command,
            Map<String, String> environment,
            ProcessHandle process) {
        this.pidFile = pidFile;
        this.log = log;
        this.folder = folder;
        this.command = command;
        this.environment = environment;
        this.process = process;
    }

    static Part of(Path stack, String name) {
        try {
            var pidFile = stack.resolve("run/" + name + ".pid");
            var pid = Long.parseLong(Files.readString(pidFile).split(" ")[0]);
            var proc = Path.of("/proc/" + pid);
            return new Part(
                    pidFile,
                    stack.resolve("logs/" + name + ".log"),
                    proc.resolve("cwd").toRealPath(),
                    Arrays.asList(Files.readString(proc.resolve("cmdline")).split("\0")),
                    Arrays.stream(Files.readString(proc.resolve("environ")).split("\0"))
                            .filter(variable -> variable.contains("="))
                            .collect(Collectors.toMap(
                                    variable -> variable.substring(0, variable.indexOf('=')),
                                    variable -> variable.substring(variable.indexOf('=') + 1))),
                    ProcessHandle.of(pid).orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another one of the same kind, not started yet. */
    Part twin(String name, UnaryOperator<String> argument) {
        return new Part(
                pidFile.resolveSibling(name + ".pid"),
                log.resolveSibling(name + ".log"),
                folder,
                command.stream().map(argument).toList(),
                environment,
                process);
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(LIMIT);
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        process.destroy();
    }

    void awaitEnd(Duration limit) {
        try {
            process.onExit().get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not ended: " + command, e);
        }
    }

    void hangUp() {
        Command.run(LIMIT, Map.of(), List.of("kill", "-HUP", Long.toString(process.pid())))
                .orFail();
    }

    /** Starts it as it was started, and tells monitor.sh. */
    void start() {
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            process = builder.start().toHandle();
            var port = Files.exists(pidFile) ? Files.readString(pidFile).strip().split(" ")[2] : "0";
            Files.writeString(pidFile, process.pid() + " " + startTime(process.pid()) + " " + port + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Field 22 of {@code /proc/PID/stat}; the second is a name that may hold anything. */
    private static String startTime(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    }
}

package dev.tocsin.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory of this process from {@code /proc/self/status} and its open files from {@code /proc/self/fd} (proc(5)), and the
 * limit of its memory from the control group, version 2 or 1.
 *
 * @param root {@code /}, or a folder that stands for it
 */
record ProcFiles(Path root) {

    private static final long KIBIBYTE = 1024;

    long residentBytes() {
        return status("VmRSS:");
    }

    long virtualBytes() {
        return status("VmSize:");
    }

    /** Empty where there is no limit: version 2 says "max", version 1 a number near 2^63. */
    OptionalLong memoryLimitBytes() {
        return Stream.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")
                .map(root::resolve)
                .filter(Files::isReadable)
                .map(ProcFiles::read)
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** How many files are open, sockets too; empty where the kernel does not tell without a walk through all, before 6.2. */
    OptionalLong openFiles() {
        try {
            long count = Files.size(root.resolve("proc/self/fd"));
            return count == 0 ? OptionalLong.empty() : OptionalLong.of(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long status(String key) {
        return read(root.resolve("proc/self/status"))
                .lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + key + " in /proc/self/status"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

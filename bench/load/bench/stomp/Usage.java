package bench.stomp;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Who had how much of a processor: the generator must have had less of its own than all, or it was what held up.
 *
 * @param server a share of 1
 * @param generator the same, of its one thread
 */
record Usage(double server, double generator) {

    /** What began at an instant. */
    record Since(Target target, long nanos, double serverSeconds, long generatorNanos) {

        static Since now(Target target) throws IOException {
            return new Since(target, System.nanoTime(), target.cpuSeconds(), own());
        }

        double seconds() {
            return (System.nanoTime() - nanos) / 1e9;
        }

        Usage usage() throws IOException {
            double seconds = seconds();
            return new Usage(
                    (target.cpuSeconds() - serverSeconds) / seconds, (own() - generatorNanos) / 1e9 / seconds);
        }

        private static long own() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }
}

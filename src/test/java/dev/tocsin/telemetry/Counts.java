package dev.tocsin.telemetry;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** A registry of counters outside a container. */
public final class Counts {

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

    /** What has been counted under a name and the values of its tags, such as {@code app_errors_total limit}. */
    public long of(String series) {
        return counters.containsKey(series) ? counters.get(series).sum() : 0;
    }

    public long total() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public RealtimeMetrics realtime() {
        return new RealtimeMetrics(registry());
    }

    MetricRegistry registry() {
        return proxy(MetricRegistry.class, (name, arguments) -> {
            var series = new StringBuilder(((Metadata) arguments[0]).getName());
            if (arguments.length > 1) {
                Arrays.stream((Tag[]) arguments[1])
                        .forEach(tag -> series.append(' ').append(tag.getTagValue()));
            }
            var counter = counters.computeIfAbsent(series.toString(), unseen -> new LongAdder());
            return proxy(Counter.class, (method, count) -> {
                counter.add(count == null ? 1 : (long) count[0]);
                return null;
            });
        });
    }

    private interface Call {
        Object on(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                Counts.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method.getName(), arguments)));
    }
}

package dev.tocsin.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGTERM, before anything else of the process acts on it. On a stop the container cuts all WebSockets within a tenth of
 * a second without a close frame, before any hook of the application runs; a shutdown hook of the JVM races with the
 * container's own.
 *
 * <p>{@code sun.misc.Signal} is all the platform has (module jdk.unsupported). It is reached by reflection, because the
 * compiler's warning about it cannot be turned off.
 */
final class TerminationSignal {

    private final Object signal;
    private final Class<?> handlerType;
    private Object previous;

    TerminationSignal() throws ReflectiveOperationException {
        handlerType = Class.forName("sun.misc.SignalHandler");
        signal = Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance("TERM");
    }

    /** Runs {@code first} on SIGTERM, on a thread of its own, and then whatever would have run without it. */
    void precede(Runnable first) throws ReflectiveOperationException {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!method.getName().equals("handle")) {
                return method.invoke(this, arguments);
            }
            try {
                first.run();
            } finally {
                // Whatever happens to the first, the process stops.
                handlerType.getMethod("handle", signal.getClass()).invoke(previous, signal);
            }
            return null;
        };
        previous = handle(Proxy.newProxyInstance(
                TerminationSignal.class.getClassLoader(), new Class<?>[] {handlerType}, handler));
    }

    /** Puts the handler back that was there before, if it was ever replaced. */
    void restore() throws ReflectiveOperationException {
        if (previous != null) {
            handle(previous);
        }
    }

    /** As if the process had been sent one. */
    void raise() throws ReflectiveOperationException {
        signal.getClass().getMethod("raise", signal.getClass()).invoke(null, signal);
    }

    private Object handle(Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), handlerType)
                .invoke(null, signal, handler);
    }
}

package dev.tocsin.stack;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.support.TypeBasedParameterResolver;

/** Gives tests the one stack of the test run, started before the first that asks and stopped after the last. */
final class StackExtension extends TypeBasedParameterResolver<Stack> {

    /** JUnit closes it when all tests are done. */
    private record Running(Stack stack) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            stack.close();
        }
    }

    @Override
    public Stack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(StackExtension.class))
                .getOrComputeIfAbsent(Running.class, absent -> new Running(Stack.start()), Running.class)
                .stack();
    }
}

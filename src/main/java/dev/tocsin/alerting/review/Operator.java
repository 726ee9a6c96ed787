package dev.tocsin.alerting.review;

import java.util.Arrays;
import java.util.Optional;

/** A comparison with a threshold that could be another one. */
enum Operator {
    ABOVE(">") {
        @Override
        boolean holds(double value, double threshold) {
            return value > threshold;
        }
    },
    AT_LEAST(">=") {
        @Override
        boolean holds(double value, double threshold) {
            return value >= threshold;
        }
    },
    BELOW("<") {
        @Override
        boolean holds(double value, double threshold) {
            return value < threshold;
        }
    },
    AT_MOST("<=") {
        @Override
        boolean holds(double value, double threshold) {
            return value <= threshold;
        }
    };

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    static Optional<Operator> of(String symbol) {
        return Arrays.stream(values())
                .filter(operator -> operator.symbol.equals(symbol))
                .findFirst();
    }

    /** Never with {@code NaN}. */
    abstract boolean holds(double value, double threshold);

    /** The one of two that is further on the side that fires. */
    double further(double a, double b) {
        return this == ABOVE || this == AT_LEAST ? Math.max(a, b) : Math.min(a, b);
    }

    /** The one of two that is less far; {@code NaN} if either is. */
    double lessFar(double a, double b) {
        return this == ABOVE || this == AT_LEAST ? Math.min(a, b) : Math.max(a, b);
    }
}

package dev.tocsin.alerting.review;

import java.util.Optional;

/**
 * So many of so many, and where the true share lies with 95 % certainty (Wilson's score interval, which is honest of few).
 */
public record Proportion(long count, long of) {

    private static final double Z = 1.959963984540054;

    /** Empty of nothing. */
    public static Optional<Proportion> of(long count, long of) {
        return of == 0 ? Optional.empty() : Optional.of(new Proportion(count, of));
    }

    /** @throws IllegalArgumentException if it is no part of anything */
    public Proportion {
        if (count < 0 || of < 1 || count > of) {
            throw new IllegalArgumentException(count + " of " + of);
        }
    }

    /** From 0 to 1, as are both ends of the interval. */
    public double share() {
        return (double) count / of;
    }

    public double low() {
        return count == 0 ? 0 : (centre() - reach()) / scale();
    }

    public double high() {
        return count == of ? 1 : (centre() + reach()) / scale();
    }

    private double scale() {
        return 1 + Z * Z / of;
    }

    private double centre() {
        return share() + Z * Z / (2 * of);
    }

    private double reach() {
        return Z * Math.sqrt(share() * (1 - share()) / of + Z * Z / (4.0 * of * of));
    }
}

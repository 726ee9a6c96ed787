package bench.stomp;

/** What one turn of a load gave: one figure, or all times of a distribution in nanoseconds. */
record Measured(double[] values, Usage usage) {}

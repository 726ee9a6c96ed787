package bench.stomp;

/** One row of the table. */
enum Row {
    FAN_OUT_100("1 → 100", "deliveries/processor s", true, "%,.0f"),
    FAN_OUT_1000("1 → 1,000", "deliveries/processor s", true, "%,.0f"),
    MANY_TO_MANY("100 → 100", "deliveries/processor s", true, "%,.0f"),
    ROUND_TRIP_P50("round trip p50", "ms", false, "%.2f"),
    ROUND_TRIP_P99("round trip p99", "ms", false, "%.2f"),
    ROUND_TRIP_P999("round trip p99.9", "ms", false, "%.2f"),
    CONNECTS("connects", "connections/processor s", true, "%,.0f"),
    MEMORY("idle connection", "KiB resident", false, "%.1f");

    private final String title;
    private final String unit;
    private final boolean isMoreBetter;
    private final String format;

    Row(String title, String unit, boolean isMoreBetter, String format) {
        this.title = title;
        this.unit = unit;
        this.isMoreBetter = isMoreBetter;
        this.format = format;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    boolean isMoreBetter() {
        return isMoreBetter;
    }

    String show(double value) {
        return format.formatted(value);
    }
}

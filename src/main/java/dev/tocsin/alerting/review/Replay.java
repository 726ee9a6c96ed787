package dev.tocsin.alerting.review;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Evaluates a rule again, step by step, as Prometheus does it ({@code rules/alerting.go}): a condition that holds is
 * pending, fires at the first evaluation at which it has held for the wait, and goes on firing for a while behind its last
 * one if the rule says so.
 *
 * @param hold in steps
 * @param keep in steps
 */
record Replay(int hold, int keep) {

    private static final int NEVER = -1;

    /**
     * A firing, in steps.
     *
     * @param activeAt the first step at which the condition held
     * @param from the first step at which it fired
     * @param to the step at which it fired no more; the number of steps if it still did at the last
     */
    record Firing(int activeAt, int from, int to) {

        boolean overlaps(int begin, int end) {
            return from < end && begin < to;
        }
    }

    static Replay of(Duration hold, Duration keep, Duration step) {
        return new Replay(steps(hold, step), steps(keep, step));
    }

    /** So many steps it takes until a time is over. */
    static int steps(Duration duration, Duration step) {
        return Math.toIntExact((duration.toMillis() + step.toMillis() - 1) / step.toMillis());
    }

    /** @param holds whether the condition held at a step */
    List<Firing> run(int steps, IntPredicate holds) {
        var firings = new ArrayList<Firing>();
        int activeAt = NEVER;
        int from = NEVER;
        int lostAt = NEVER;
        for (int i = 0; i < steps; i++) {
            if (holds.test(i)) {
                activeAt = activeAt == NEVER ? i : activeAt;
                from = from == NEVER && i - activeAt >= hold ? i : from;
                lostAt = NEVER;
                continue;
            }
            lostAt = lostAt == NEVER ? i : lostAt;
            if (from == NEVER || i - lostAt >= keep) {
                if (from != NEVER) {
                    firings.add(new Firing(activeAt, from, i));
                }
                activeAt = NEVER;
                from = NEVER;
            }
        }
        if (from != NEVER) {
            firings.add(new Firing(activeAt, from, steps));
        }
        return firings;
    }
}

package dev.tocsin.alerting.review;

import dev.tocsin.alerting.review.Replay.Firing;
import java.util.ArrayList;
import java.util.List;

/**
 * A second replay, written from the text of Prometheus's documentation and not from its program: at each step it looks back as
 * far as it has to.
 */
final class PlainRule {

    private PlainRule() {}

    static List<Firing> firings(boolean[] condition, int hold, int keep) {
        var fires = new boolean[condition.length];
        for (int i = 0; i < condition.length; i++) {
            boolean heldLongEnough = i >= hold;
            for (int j = Math.max(0, i - hold); j <= i; j++) {
                heldLongEnough &= condition[j];
            }
            boolean heldLately = false;
            for (int j = Math.max(0, i - keep); j <= i; j++) {
                heldLately |= condition[j];
            }
            fires[i] = heldLongEnough || i > 0 && fires[i - 1] && heldLately;
        }
        var firings = new ArrayList<Firing>();
        for (int i = 0; i < fires.length; i++) {
            if (fires[i] && (i == 0 || !fires[i - 1])) {
                firings.add(new Firing(activeAt(condition, i), i, end(fires, i)));
            }
        }
        return firings;
    }

    private static int activeAt(boolean[] condition, int from) {
        int at = from;
        while (at > 0 && condition[at - 1]) {
            at--;
        }
        return at;
    }

    private static int end(boolean[] fires, int from) {
        int to = from;
        while (to < fires.length && fires[to]) {
            to++;
        }
        return to;
    }
}

package dev.tocsin.alerting.audit;

import dev.tocsin.alerting.model.Witness;

/**
 * Who did what an entry tells. The prefix keeps a user called "direct" apart from the witness.
 *
 * @param text such as {@code user:oncall}, {@code witness:direct} or {@code service}
 */
public record Actor(String text) {

    public static final Actor SERVICE = new Actor("service");

    /** Somebody who has not signed in. */
    public static final Actor STRANGER = new Actor("stranger");

    /** Somebody who has signed in. */
    public static Actor user(String name) {
        return new Actor("user:" + name);
    }

    /** Prometheus or Alertmanager. */
    public static Actor witness(Witness witness) {
        return new Actor("witness:" + witness.label());
    }
}

package dev.tocsin.alerting.response;

/** A silence would mute so much that whoever wants it has to say so. */
public final class UnconfirmedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Preview preview;

    UnconfirmedException(Preview preview) {
        super("this would mute "
                + (preview.isUnlimited() ? "every alert there can be, and " : "")
                + preview.firing().total() + " of the " + preview.allFiring()
                + " that fire now; to have it all the same, send \"confirm\": true");
        this.preview = preview;
    }

    public Preview preview() {
        return preview;
    }
}

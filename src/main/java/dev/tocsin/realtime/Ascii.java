package dev.tocsin.realtime;

/** Text of strangers, where only plain text may stand. */
final class Ascii {

    private Ascii() {}

    static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}

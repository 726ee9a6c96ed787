package dev.tocsin.alerting.report;

import java.util.List;

/** Writes HTML in which every text is a text: what is not a tag of ours is escaped. */
final class Html {

    private final StringBuilder out = new StringBuilder();

    /** One that is there already, such as an opening tag. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(Object text) {
        out.append(escaped(String.valueOf(text)));
        return this;
    }

    Html element(String name, Object text) {
        return raw("<" + name + ">").text(text).raw("</" + name.split(" ")[0] + ">\n");
    }

    /** One that is wider than the page is moved sideways. */
    Html beginTable(String... head) {
        raw("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
        for (var cell : head) {
            raw("<th scope=\"col\">").text(cell).raw("</th>");
        }
        return raw("</tr></thead>\n<tbody>\n");
    }

    Html endTable() {
        return raw("</tbody></table></div>\n");
    }

    /** The first cell of a row names it; numbers stand at the right. */
    Html row(Object first, Object... others) {
        raw("<tr><th scope=\"row\">").text(first).raw("</th>");
        for (var cell : others) {
            if (cell instanceof Markup markup) {
                raw("<td>").raw(markup.text()).raw("</td>");
            } else {
                raw("<td>").text(cell).raw("</td>");
            }
        }
        return raw("</tr>\n");
    }

    Html list(List<String> items) {
        raw("<ul>\n");
        items.forEach(item -> element("li", item));
        return raw("</ul>\n");
    }

    /** What a list or table leaves out. */
    Html andMore(int rows) {
        return rows > 0 ? element("p", "And " + rows + " more, which the JSON has.") : this;
    }

    /** What is no text, and was made here. */
    record Markup(String text) {}

    static String escaped(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            }
        });
        return safe.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

package bench.stomp;

import java.util.Arrays;
import java.util.List;

/** The results as a picture: a panel for each row, a bar for each server, drawn for light and dark pages alike. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int LEFT = 110;
    private static final int PANEL_WIDTH = 370;
    private static final int BAR = 14;
    private static final int STEP = 20;

    private static final String STYLE = """
              <style>
                text { font: 12px system-ui, sans-serif; fill: #57606a; }
                .title { font-weight: 600; fill: #1f2328; }
                .bar { fill: #b6bec7; }
                .own { fill: #0a6e6e; }
                .value { font-variant-numeric: tabular-nums; }
                @media (prefers-color-scheme: dark) {
                  text { fill: #9aa4af; }
                  .title { fill: #e6edf3; }
                  .bar { fill: #4b545e; }
                  .own { fill: #3fb6a8; }
                }
              </style>
            """;

    private Chart() {}

    static String of(Results results, List<String> servers) {
        var brokers = servers.stream().filter(each -> !each.equals("sockets alone")).toList();
        int panelHeight = 34 + STEP * brokers.size();
        var shown = Arrays.stream(Row.values())
                .filter(row -> results.get(row, brokers.get(0)).isPresent())
                .toList();
        int rows = (shown.size() + 1) / 2;
        var chart = new StringBuilder();
        chart.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                .formatted(WIDTH, rows * panelHeight));
        chart.append("  <title>STOMP over WebSocket on one processor: Tocsin beside other brokers</title>\n")
                .append(STYLE);
        for (int i = 0; i < shown.size(); i++) {
            panel(chart, results, brokers, shown.get(i), i % 2 * (WIDTH - PANEL_WIDTH), i / 2 * panelHeight);
        }
        return chart.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder chart, Results results, List<String> servers, Row row, int x, int y) {
        double most = servers.stream()
                .mapToDouble(server -> results.get(row, server).orElse(0))
                .max()
                .orElse(1);
        chart.append("  <text class=\"title\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y + 16, row.title()));
        chart.append("  <text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s, %s is better</text>%n"
                .formatted(x + PANEL_WIDTH - 10, y + 16, row.unit(), row.isMoreBetter() ? "more" : "less"));
        int at = y + 24;
        for (var server : servers) {
            var value = results.get(row, server);
            if (value.isPresent()) {
                double length = Math.max(2, value.getAsDouble() / most * (PANEL_WIDTH - LEFT - 75));
                chart.append("  <text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                        .formatted(x + LEFT - 8, at + 11, server));
                chart.append("  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n"
                        .formatted(server.equals("tocsin") ? "own" : "bar", x + LEFT, at, length, BAR));
                chart.append("  <text class=\"value\" x=\"%.1f\" y=\"%d\">%s</text>%n"
                        .formatted(x + LEFT + length + 6, at + 11, row.show(value.getAsDouble())));
                at += STEP;
            }
        }
    }
}

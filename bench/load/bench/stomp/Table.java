package bench.stomp;

import java.util.List;

/** The results in Markdown. */
final class Table {

    private Table() {}

    static String of(Results results, List<String> servers) {
        var table = new StringBuilder("\n| | ").append(String.join(" | ", servers)).append(" |\n|---|");
        table.append("---:|".repeat(servers.size())).append('\n');
        for (var row : Row.values()) {
            if (servers.stream().noneMatch(server -> results.get(row, server).isPresent())) {
                continue;
            }
            table.append("| ").append(row.title()).append(", ").append(row.unit()).append(" |");
            for (var server : servers) {
                var value = results.get(row, server);
                table.append(' ');
                value.ifPresent(present -> table.append(row.show(present)));
                table.append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }
}

package dev.tocsin.alerting.report;

import dev.tocsin.alerting.report.Html.Markup;
import java.util.List;
import java.util.stream.IntStream;

/** Small pictures of numbers, as SVG that prints. */
final class Bars {

    private static final int HEIGHT = 24;
    private static final int WIDTH = 240;

    private Bars() {}

    /**
     * A bar for each number, the highest as high as the picture.
     *
     * @param title what it shows, for those who do not see it
     */
    static Markup of(String title, List<? extends Number> numbers) {
        double most = numbers.stream().mapToDouble(Number::doubleValue).max().orElse(0);
        double width = (double) WIDTH / Math.max(1, numbers.size());
        var bars = new StringBuilder();
        IntStream.range(0, numbers.size())
                .filter(i -> numbers.get(i).doubleValue() > 0)
                .forEach(i -> {
                    double height = Math.max(2, HEIGHT * numbers.get(i).doubleValue() / most);
                    bars.append("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>"
                            .formatted(i * width, HEIGHT - height, Math.max(0.5, width * 0.85), height));
                });
        return new Markup("<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"><title>%s</title>%s</svg>"
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, Html.escaped(title), bars));
    }
}

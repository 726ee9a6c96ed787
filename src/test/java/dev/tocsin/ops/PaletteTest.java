package dev.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's colours, in both themes: text can be read on every ground, and severities are told apart by colour-blind eyes. */
class PaletteTest {

    private static final Pattern TOKEN = Pattern.compile("--([\\w-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");

    private static final List<String> GROUNDS = List.of("ground", "surface", "raised");
    private static final List<String> TEXTS = List.of("text", "quiet-text", "link");
    private static final List<String> SEVERITIES = List.of("critical", "warning", "info", "calm");

    /** WCAG 2.2, 1.4.3 and 1.4.11. */
    private static final double TEXT = 4.5;

    private static final double GRAPHIC = 3;

    /** So much a pair of severities differs at least, in CIE L*a*b*, to eyes that lack one kind of cones. */
    private static final double APART = 10;

    /** Linear RGB as people without red, green or blue cones see it (Viénot 1999, Brettel 1997 simplified). */
    private static final Map<String, double[][]> EYES = Map.of(
            "protanopia", new double[][] {{0.1124, 0.8876, 0}, {0.1124, 0.8876, 0}, {0.004, -0.004, 1}},
            "deuteranopia", new double[][] {{0.2927, 0.7073, 0}, {0.2927, 0.7073, 0}, {-0.0223, 0.0223, 1}},
            "full sight", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});

    private static Map<String, double[]> palette(String theme) {
        var colours = new HashMap<String, double[]>();
        try {
            TOKEN.matcher(Files.readString(Path.of("src/main/webapp/css/tokens.css")))
                    .results()
                    .forEach(token -> colours.put(token.group(1), linear(token.group(theme.equals("light") ? 2 : 3))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(colours).containsKeys("text", "ground", "critical", "line-0");
        return colours;
    }

    private static double[] linear(String hex) {
        var rgb = new double[3];
        for (int i = 0; i < 3; i++) {
            double value = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16) / 255.0;
            rgb[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
        return rgb;
    }

    private static double luminance(double[] rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double contrast(double[] one, double[] other) {
        double bright = Math.max(luminance(one), luminance(other));
        double dark = Math.min(luminance(one), luminance(other));
        return (bright + 0.05) / (dark + 0.05);
    }

    private static double[] seenBy(double[][] eye, double[] rgb) {
        var seen = new double[3];
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.max(0, eye[i][0] * rgb[0] + eye[i][1] * rgb[1] + eye[i][2] * rgb[2]);
        }
        return seen;
    }

    private static double[] lab(double[] rgb) {
        double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        double y = f(luminance(rgb));
        double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Math.pow(lab(one)[i] - lab(other)[i], 2);
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void textCanBeReadOnEveryGround(String theme) {
        var palette = palette(theme);
        for (var ground : GROUNDS) {
            for (var text : TEXTS) {
                assertThat(contrast(palette.get(text), palette.get(ground)))
                        .as("%s on %s", text, ground)
                        .isGreaterThanOrEqualTo(TEXT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void severitiesCanBeReadOnTheirGrounds(String theme) {
        var palette = palette(theme);
        for (var severity : SEVERITIES) {
            for (var ground : List.of("ground", "surface", "raised", severity + "-ground")) {
                assertThat(contrast(palette.get(severity), palette.get(ground)))
                        .as("%s on %s", severity, ground)
                        .isGreaterThanOrEqualTo(TEXT);
            }
            assertThat(contrast(palette.get("text"), palette.get(severity + "-ground")))
                    .as("text on the ground of %s", severity)
                    .isGreaterThanOrEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void linesAndFocusCanBeSeen(String theme) {
        var palette = palette(theme);
        for (var line : List.of("line-0", "line-1", "line-2", "line-3", "focus")) {
            for (var ground : List.of("ground", "surface", "critical-ground", "warning-ground")) {
                assertThat(contrast(palette.get(line), palette.get(ground)))
                        .as("%s on %s", line, ground)
                        .isGreaterThanOrEqualTo(GRAPHIC);
            }
        }
    }

    /** Shape and word say it too; the colour helps whoever glances. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void severitiesAreToldApart(String theme) {
        var palette = palette(theme);
        for (var eye : EYES.entrySet()) {
            for (var one : SEVERITIES) {
                for (var other : SEVERITIES.subList(SEVERITIES.indexOf(one) + 1, SEVERITIES.size())) {
                    assertThat(distance(
                                    seenBy(eye.getValue(), palette.get(one)),
                                    seenBy(eye.getValue(), palette.get(other))))
                            .as("%s and %s with %s", one, other, eye.getKey())
                            .isGreaterThanOrEqualTo(APART);
                }
            }
        }
    }
}

package dev.tocsin.ops;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The runbooks of {@code docs/runbooks}, which the WAR carries, as web pages: {@code /runbooks/service-down}. */
@WebServlet("/runbooks/*")
public class Runbooks extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Pattern NAME = Pattern.compile("/([a-z0-9-]{1,64})");
    private static final Pattern TITLE = Pattern.compile("(?m)^# (.+)$");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        var name = NAME.matcher(path);
        try (var file = name.matches() ? open(name.group(1)) : null) {
            if (file == null) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            response.setContentType("text/html;charset=UTF-8");
            response.getWriter().write(page(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    private static InputStream open(String name) {
        return Runbooks.class.getResourceAsStream("/runbooks/" + name + ".md");
    }

    static String page(String markdown) {
        var title = TITLE.matcher(markdown);
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s · Tocsin runbook</title>
                <link rel="stylesheet" href="/css/tokens.css">
                <link rel="stylesheet" href="/css/base.css">
                <link rel="stylesheet" href="/css/components.css">
                <link rel="stylesheet" href="/css/runbook.css">
                </head>
                <body class="runbook">
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(
                        title.find() ? title.group(1) : "Runbook",
                        HtmlRenderer.builder()
                                .escapeHtml(true)
                                .build()
                                .render(Parser.builder().build().parse(markdown)));
    }
}

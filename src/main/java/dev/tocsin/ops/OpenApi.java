package dev.tocsin.ops;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the API takes and answers, for programs; the tests hold every answer to it. */
@WebServlet("/openapi")
public class OpenApi extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/yaml");
        try (var document = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            document.transferTo(response.getOutputStream());
        }
    }
}

package dev.tocsin.telemetry;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code GET /switch?on=true} lets the service count, anything else does not. */
@WebServlet("/switch")
public class Switch extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        SwitchableMetrics.switchTo(Boolean.parseBoolean(request.getParameter("on")));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}

package dev.tocsin.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cross-site WebSocket hijacking, in a browser in which somebody has signed in: a page of another site gets no connection. */
@ExtendWith(StackExtension.class)
class ForeignPageIT {

    private static final String CONNECT = """
            url => new Promise(done => {
              const socket = new WebSocket(url, "v12.stomp");
              socket.onopen = () => { socket.close(); done("connected"); };
              socket.onerror = () => done("refused");
            })""";

    private final Stack stack;

    ForeignPageIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void onlyTheServicesOwnPageGetsAConnection() throws IOException {
        var site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            try (exchange) {
                var page = "<!doctype html><title>Win a prize</title>".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        site.start();
        try (var browser = new Browser()) {
            var person = browser.context();
            var own = Browser.signIn(person, stack);
            var foreign = person.newPage();
            // The same site to the browser, which sends the cookie along, and another origin.
            foreign.navigate("http://localhost:" + site.getAddress().getPort() + "/");

            assertThat(connect(own)).isEqualTo("connected");
            assertThat(connect(foreign)).isEqualTo("refused");
        } finally {
            site.stop(0);
        }
    }

    private Object connect(Page page) {
        return page.evaluate(CONNECT, stack.app("/ws").toString().replaceFirst("http", "ws"));
    }
}

package dev.tocsin.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Open Liberty that is shipped, with {@link EchoEndpoint} in place of the service. */
public final class EchoServer {

    private static final String CONFIGURATION = """
            <server>
              <featureManager><feature>websocket-2.1</feature></featureManager>
              <httpEndpoint id="defaultHttpEndpoint" host="localhost" httpPort="%s" httpsPort="-1"/>
              <webApplication location="echo.war" contextRoot="/"/>
            </server>
            """;

    private EchoServer() {}

    /** Runs until this process ends; the test suite gives the port, and the working folder is the project's. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Path.of("").toAbsolutePath();
        var users = root.resolve("target/conformance");
        var server = Files.createDirectories(users.resolve("servers/echo"));
        var classes = Path.of("WEB-INF/classes", EchoEndpoint.class.getName().replace('.', '/') + ".class");
        var target = server.resolve("apps/echo.war").resolve(classes);
        Files.createDirectories(target.getParent());
        Files.write(
                server.resolve("server.xml"),
                CONFIGURATION.formatted(arguments[0]).getBytes());
        try (var code = EchoEndpoint.class.getResourceAsStream("EchoEndpoint.class")) {
            Files.write(target, code.readAllBytes());
        }
        var builder = new ProcessBuilder(
                        root.resolve(".tocsin/tools/wlp/bin/server").toString(), "run", "echo")
                .redirectErrorStream(true)
                .redirectOutput(users.resolve("server.log").toFile());
        builder.environment().putAll(Map.of("WLP_USER_DIR", users.toString()));
        var process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        process.waitFor();
    }
}

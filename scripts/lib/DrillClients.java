import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Queue;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a drill does to the service from outside. Reads {@code start TASK} and {@code stop TASK} from its standard input, answers
 * each with a line, {@code done} or {@code failed}, and ends with its input: it outlives no drill.
 *
 * <p>Usage: java DrillClients.java HOST PORT FOLDER
 */
final class DrillClients {

    /** Under way until it is closed. */
    private interface Task {
        void close() throws Exception;
    }

    private static final int TIMEOUT = 10_000;

    private final InetSocketAddress service;
    private final Path folder;
    private final ExecutorService leaving = Executors.newFixedThreadPool(4);
    private final Queue<Future<?>> farewells = new ConcurrentLinkedQueue<>();
    private final Map<String, Callable<Task>> tasks = Map.of(
            "company", Company::new,
            "talk", Talk::new,
            "errors", Errors::new,
            "churn", Churn::new,
            "crowd", Crowd::new,
            "visit", Visit::new,
            "certificate", Certificate::new);

    private DrillClients(String host, int port, Path folder) {
        this.service = new InetSocketAddress(host, port);
        this.folder = folder;
    }

    public static void main(String[] arguments) throws InterruptedException {
        var clients = new DrillClients(arguments[0], Integer.parseInt(arguments[1]), Path.of(arguments[2]));
        var running = new ConcurrentHashMap<String, Task>();
        try (var input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (input.hasNextLine()) {
                var words = input.nextLine().split(" ");
                try {
                    if (words[0].equals("start")) {
                        running.put(words[1], clients.tasks.get(words[1]).call());
                    } else if (running.containsKey(words[1])) {
                        running.remove(words[1]).close();
                    }
                    System.out.println("done");
                } catch (Exception e) {
                    System.out.println("failed: " + e);
                }
            }
        }
        clients.awaitFarewells();
        System.exit(0);
    }

    /** What a crowd leaves behind goes on while others come and go. */
    private void awaitFarewells() throws InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (var each = farewells.poll(); each != null; each = farewells.poll()) {
            try {
                each.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                System.err.println(e);
            }
        }
    }

    /** Does something at a rate; what fails because the service is away is tried again at the next turn. */
    private static ScheduledExecutorService repeat(int threads, long millis, Callable<?> step) {
        var executor = Executors.newScheduledThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            executor.scheduleAtFixedRate(
                    () -> {
                        try {
                            step.call();
                        } catch (IOException e) {
                            // Away, or refusing: that is for the service's own metrics to tell.
                        } catch (Exception e) {
                            System.err.println(e);
                        }
                    },
                    i * millis / threads,
                    millis,
                    TimeUnit.MILLISECONDS);
        }
        return executor;
    }

    private static void end(ScheduledExecutorService executor) throws InterruptedException {
        executor.shutdownNow();
        executor.awaitTermination(TIMEOUT, TimeUnit.MILLISECONDS);
    }

    /** Two clients that are connected, and come back when they are cut off. They leave last. */
    private final class Company implements Task {

        private final Connection[] clients = {new Connection(), new Connection()};
        private final ScheduledExecutorService watch;

        Company() throws IOException {
            for (var client : clients) {
                client.connect("");
                client.listen();
            }
            watch = repeat(1, 200, () -> {
                for (int i = 0; i < clients.length; i++) {
                    if (clients[i].isClosed()) {
                        clients[i] = new Connection();
                        clients[i].connect("");
                        clients[i].listen();
                    }
                }
                return null;
            });
        }

        @Override
        public void close() throws Exception {
            awaitFarewells();
            end(watch);
            for (var client : clients) {
                client.leave();
            }
        }
    }

    /** One that says something ten times a second. */
    private final class Talk implements Task {

        private Connection client = new Connection();
        private final ScheduledExecutorService voice;

        Talk() throws IOException {
            client.connect("");
            client.listen();
            voice = repeat(1, 100, () -> {
                if (client.isClosed()) {
                    client = new Connection();
                    client.connect("");
                    client.listen();
                }
                client.send("SEND\ndestination:/topic/drill\n\nThis is a drill.\0");
                return null;
            });
        }

        @Override
        public void close() throws Exception {
            end(voice);
            client.leave();
        }
    }

    /** Twenty frames a second that are none. */
    private final class Errors implements Task {

        private final ScheduledExecutorService mistakes = repeat(2, 100, () -> {
            try (var client = new Connection()) {
                client.send("DRILL\n\n\0");
                client.read();
            }
            return null;
        });

        @Override
        public void close() throws Exception {
            end(mistakes);
        }
    }

    /** Some 170 connections a second that are closed at once; each may take long where the processors are busy. */
    private final class Churn implements Task {

        private final ScheduledExecutorService doors = repeat(24, 140, () -> {
            new Connection().leave();
            return null;
        });

        @Override
        public void close() throws Exception {
            end(doors);
        }
    }

    /** One that comes and goes. */
    private final class Visit implements Task {

        Visit() throws IOException {
            new Connection().leave();
        }

        @Override
        public void close() {
            // It has left.
        }
    }

    /** A thousand sessions and some more whose clients are gone; renewed before they are over. They come within some seconds. */
    private final class Crowd implements Task {

        private static final int SIZE = 1050;

        private record Member(String token, long until) {}

        private final Queue<Member> members = new ConcurrentLinkedQueue<>();
        private final ScheduledExecutorService doorkeepers = repeat(4, 30, () -> {
            members.removeIf(member -> member.until() < System.nanoTime());
            if (members.size() < SIZE) {
                come();
            }
            return null;
        });

        private void come() throws IOException {
            try (var client = new Connection()) {
                var connected = client.connect("session-token:new\n");
                var timeout = Long.parseLong(header(connected, "session-timeout"));
                members.add(new Member(header(connected, "session-token"), System.nanoTime() + timeout * 800_000));
            }
        }

        @Override
        public void close() throws Exception {
            end(doorkeepers);
            for (var member : members) {
                farewells.add(leaving.submit(() -> {
                    try (var client = new Connection()) {
                        client.connect("session-token:" + member.token() + "\n");
                        client.send("DISCONNECT\nreceipt:bye\n\n\0");
                        return client.read();
                    }
                }));
            }
        }
    }

    /** An address of its own, with a certificate that lasts a day. The port is in the file {@code drill-certificate-port}. */
    private final class Certificate implements Task {

        private static final String PASSWORD = "drill-only";

        private final HttpsServer server;

        Certificate() throws Exception {
            var file = folder.resolve("drill-certificate.p12");
            Files.deleteIfExists(file);
            var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            var made = new ProcessBuilder(keytool, "-genkeypair", "-alias", "drill", "-keyalg", "EC", "-validity", "1", "-dname",
                            "CN=localhost", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (made != 0) {
                throw new IllegalStateException("keytool ends with " + made);
            }
            var keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            Files.writeString(folder.resolve("drill-certificate-port"), Integer.toString(server.getAddress().getPort()));
        }

        @Override
        public void close() throws IOException {
            server.stop(0);
            Files.deleteIfExists(folder.resolve("drill-certificate.p12"));
            Files.deleteIfExists(folder.resolve("drill-certificate-port"));
        }
    }

    private static String header(String frame, String name) {
        return frame.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in " + frame));
    }

    /** A WebSocket (RFC 6455) on a bare socket, with no more than STOMP needs here. */
    private final class Connection implements AutoCloseable {

        private static final int TEXT = 1;
        private static final int CLOSE = 8;
        private static final int PING = 9;
        private static final int PONG = 10;

        private final Socket socket = new Socket();
        private final DataInputStream in;

        Connection() throws IOException {
            try {
                socket.setSoTimeout(TIMEOUT);
                socket.connect(service, TIMEOUT);
                in = new DataInputStream(socket.getInputStream());
                write(("GET /ws HTTP/1.1\r\nHost: " + service.getHostString() + ":" + service.getPort()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                var status = line();
                while (!line().isEmpty()) {
                    // The other headers.
                }
                if (!status.contains(" 101")) {
                    throw new IOException("the upgrade was answered " + status);
                }
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        private String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
                line.write(octet);
            }
            return line.toString(StandardCharsets.US_ASCII).strip();
        }

        private void write(byte[] octets) throws IOException {
            socket.getOutputStream().write(octets);
        }

        /** Masked with zeros, which changes nothing. */
        private synchronized void write(int opcode, byte[] payload) throws IOException {
            write(ByteBuffer.allocate(8 + payload.length)
                    .put((byte) (0x80 | opcode))
                    .put((byte) (0x80 | 126))
                    .putShort((short) payload.length)
                    .putInt(0)
                    .put(payload)
                    .array());
        }

        void send(String frame) throws IOException {
            write(TEXT, frame.getBytes(StandardCharsets.UTF_8));
        }

        /** Returns the CONNECTED frame. */
        String connect(String headers) throws IOException {
            send("CONNECT\naccept-version:1.2\nhost:drill\nheart-beat:0,0\n" + headers + "\n\0");
            var answer = read();
            if (!answer.startsWith("CONNECTED")) {
                throw new IOException("the service answered " + answer.lines().findFirst().orElse("nothing"));
            }
            return answer;
        }

        /** The next text that is not a heart-beat. */
        String read() throws IOException {
            while (true) {
                int opcode = in.readUnsignedByte() & 0xf;
                long length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = in.readLong();
                }
                var payload = in.readNBytes(Math.toIntExact(length));
                if (opcode == CLOSE) {
                    throw new IOException("closed");
                } else if (opcode == PING) {
                    write(PONG, payload);
                } else if (opcode == TEXT && !new String(payload, StandardCharsets.UTF_8).isBlank()) {
                    return new String(payload, StandardCharsets.UTF_8);
                }
            }
        }

        /** Reads what comes, and answers pings, until the connection ends. */
        void listen() throws IOException {
            socket.setSoTimeout(0);
            var ear = new Thread(() -> {
                try (this) {
                    while (true) {
                        read();
                    }
                } catch (IOException e) {
                    // The end, which isClosed() tells.
                }
            });
            ear.setDaemon(true);
            ear.start();
        }

        boolean isClosed() {
            return socket.isClosed();
        }

        /** Says goodbye: a normal closure. */
        void leave() throws IOException {
            try (this) {
                write(CLOSE, new byte[] {0x03, (byte) 0xe8});
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package dev.tocsin.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final Server server =
            new Server(Map.of("max-log-bytes", "100000", "max-message-rate", "900000000", "session-timeout", "PT1M"));
    private final Client publisher = server.connected();

    private String token;

    /** A client that can come back, and listens to a topic. */
    private Client listening() {
        var client = server.stranger();
        token = Client.header(client.connect("session-token:new\n"), "session-token");
        subscribe(client);
        return client;
    }

    private static void subscribe(Client client) {
        client.send("SUBSCRIBE\nid:s&1\ndestination:/topic/x\n\n^@");
        assertThat(client.closed).isNull();
    }

    private Client back(Client before) {
        var client = server.stranger();
        client.connect("session-token:" + token + "\nsession-received:" + received(before) + "\n");
        return client;
    }

    private static String received(Client before) {
        var messages = before.messages();
        return messages.isEmpty()
                ? ""
                : URLEncoder.encode("s&1", StandardCharsets.UTF_8) + "="
                        + Client.header(messages.get(messages.size() - 1), "message-id");
    }

    private void publish(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> publisher.send("SEND\ndestination:/topic/x\n\n" + i + "^@"));
    }

    private static String outcome(Client client) {
        return Client.header(client.frames.get(0), "session-outcome");
    }

    private long resumes(String outcome) {
        return server.counts.of("app_session_resumes_total " + outcome);
    }

    private void elapse(Duration time) {
        server.nanos.addAndGet(time.toNanos());
        server.services.broker().sweep();
        server.services.store().sweep();
    }

    @Test
    void whoComesBackGetsWhatItMissedInOrderAndOnce() {
        var before = listening();
        publish(1, 3);
        before.lose();
        publish(4, 6);
        var after = back(before);
        publish(7, 8);

        assertThat(before.bodies()).containsExactly("1", "2", "3");
        assertThat(after.bodies()).containsExactly("4", "5", "6", "7", "8");
        assertThat(outcome(after)).isEqualTo("recovered");
        assertThat(Client.header(after.frames.get(0), "session-subscriptions")).isEqualTo("s%261");
        assertThat(Client.header(after.frames.get(0), "session-token")).isEqualTo(token);
        assertThat(resumes("recovered")).isEqualTo(1);
    }

    /** It was written to a connection that was lost before it arrived: the client is who knows. */
    @Test
    void whatWasWrittenAndNotReceivedIsSentAgain() {
        var before = listening();
        publish(1, 3);
        before.lose();
        before.frames.remove(before.frames.size() - 1);

        assertThat(back(before).bodies()).containsExactly("3");
    }

    /** Ten thousand messages, and a connection that is lost at any of them with whatever was on its way. */
    @Test
    void nothingIsLostNorComesTwiceHoweverOftenTheConnectionIsLost() {
        var random = new Random(1);
        var got = new ArrayList<String>();
        var client = listening();
        var received = "";
        int losses = 0;
        for (int i = 1; i <= 10_000; i++) {
            client.isStalled = random.nextInt(3) == 0;
            publish(i, i);
            if (random.nextInt(8) == 0) {
                losses++;
                if (random.nextBoolean()) {
                    client.lose();
                }
                var arrived = client.messages();
                arrived = arrived.subList(0, random.nextInt(arrived.size() + 1));
                for (var message : arrived) {
                    got.add(message.replaceAll("(?s).*\n\n|\\^@", ""));
                    received = "s%261=" + Client.header(message, "message-id");
                }
                client = server.stranger();
                client.connect("session-token:" + token + "\nsession-received:" + received + "\n");
                assertThat(outcome(client)).isEqualTo("recovered");
            }
        }
        client.read();
        client.bodies().forEach(got::add);

        assertThat(losses).isGreaterThan(1000);
        assertThat(got)
                .isEqualTo(IntStream.rangeClosed(1, 10_000)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(server.services.sessions().size()).isEqualTo(2);
    }

    @Test
    void whoHasReceivedNothingGetsAllSinceItSubscribed() {
        publish(1, 2);
        var before = listening();
        before.lose();
        publish(3, 4);

        assertThat(back(before).bodies()).containsExactly("3", "4");
    }

    @Test
    void whoComesBackTwiceGoesOnFromWhereItIs() {
        var first = listening();
        publish(1, 1);
        first.lose();
        publish(2, 2);
        var second = back(first);
        second.lose();
        publish(3, 3);
        var third = back(second);
        third.lose();
        publish(4, 4);

        assertThat(second.bodies()).containsExactly("2");
        assertThat(third.bodies()).containsExactly("3");
        assertThat(back(third).bodies()).containsExactly("4");
    }

    @Test
    void theLibraryMaySubscribeAgainAsItDoes() {
        var before = listening();
        before.lose();
        publish(1, 1);
        var after = back(before);
        subscribe(after);
        publish(2, 2);

        assertThat(after.bodies()).containsExactly("1", "2");
        after.send("SUBSCRIBE\nid:s&1\ndestination:/topic/other\n\n^@");
        assertThat(after.last()).contains("\nmessage:there is a subscription with this id already\n");
    }

    @Test
    void aConnectionThatIsLostUnnoticedIsTakenOver() {
        var before = listening();
        publish(1, 1);
        var after = back(before);
        publish(2, 2);

        assertThat(before.closed.getCloseCode().getCode()).isEqualTo(1008);
        assertThat(before.bodies()).containsExactly("1");
        assertThat(after.bodies()).containsExactly("2");
        before.send("SEND\ndestination:/topic/x\n\nlate^@");
        before.lose();
        publish(3, 3);
        assertThat(after.bodies()).endsWith("3");
        assertThat(server.services.sessions().size()).isEqualTo(2);
    }

    @Test
    void whoseMessagesAreGoneIsTold() {
        var before = listening();
        publish(1, 1);
        before.lose();
        publish(2, 1000);
        var after = back(before);

        assertThat(outcome(after)).isEqualTo("trimmed");
        assertThat(Client.header(after.frames.get(0), "session-trimmed")).isEqualTo("s%261");
        assertThat(resumes("trimmed")).isEqualTo(1);
        var bodies = after.bodies();
        assertThat(bodies).isNotEmpty().hasSizeLessThan(999).endsWith("1000");
        int first = Integer.parseInt(bodies.get(0));
        assertThat(bodies)
                .isEqualTo(IntStream.rangeClosed(first, 1000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void whoComesTooLateBeginsAnew() {
        var before = listening();
        before.lose();
        publish(1, 1);
        elapse(Duration.ofSeconds(61));
        var after = back(before);

        assertThat(outcome(after)).isEqualTo("expired");
        assertThat(Client.header(after.frames.get(0), "session-token")).isNotEqualTo(token);
        assertThat(after.bodies()).isEmpty();
        assertThat(resumes("expired")).isEqualTo(1);
        assertThat(server.stored()).isZero();
    }

    @Test
    void whoIsInTimeDoesNot() {
        var before = listening();
        before.lose();
        elapse(Duration.ofSeconds(59));
        publish(1, 1);

        assertThat(back(before).bodies()).containsExactly("1");
    }

    @Test
    void aTokenOfAnotherLifeIsUnknown() {
        token = "other-1.secret";
        assertThat(outcome(back(server.connected()))).isEqualTo("unknown");
        token = "nonsense";
        assertThat(outcome(back(server.connected()))).isEqualTo("unknown");
        assertThat(resumes("unknown")).isEqualTo(2);
    }

    @Test
    void whoDoesNotKnowTheSecretOpensNothing() {
        var before = listening();
        var right = token;
        token = right.substring(0, right.length() - 1) + (right.endsWith("A") ? "B" : "A");
        assertThat(outcome(back(before))).isEqualTo("expired");
        assertThat(before.closed).isNull();

        before.lose();
        assertThat(outcome(back(before))).isEqualTo("expired");
        token = right;
        assertThat(outcome(back(before))).isEqualTo("recovered");
    }

    @Test
    void whoHasSignedInComesBackAsTheSame() {
        var alice = server.stranger("alice");
        var connected = alice.connect("session-token:new\n");
        assertThat(connected).contains("\nuser-name:alice\n");
        token = Client.header(connected, "session-token");
        alice.lose();

        var mallory = server.stranger("mallory");
        mallory.connect("session-token:" + token + "\n");
        assertThat(outcome(mallory)).isEqualTo("expired");
        var again = server.stranger("alice");
        again.connect("session-token:" + token + "\n");
        assertThat(outcome(again)).isEqualTo("recovered");
    }

    @Test
    void whoDisconnectsDoesNotComeBack() {
        var before = listening();
        before.send("DISCONNECT\n\n^@");

        assertThat(outcome(back(before))).isEqualTo("expired");
    }

    @Test
    void anErrorLeavesTheSession() {
        var before = listening();
        before.send("NONSENSE\n\n^@");
        publish(1, 1);

        assertThat(back(before).bodies()).containsExactly("1");
    }

    @Test
    void whoDoesNotAskHasNoTokenAndIsForgotten() {
        var plain = server.connected();
        subscribe(plain);
        assertThat(plain.frames.get(0)).doesNotContain("session-token");
        plain.lose();

        assertThat(server.services.sessions().size()).isEqualTo(1);
        assertThat(server.stored()).isZero();
    }

    @Test
    void tokensAreNotAlike() {
        var tokens = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            listening();
            tokens.add(token.substring(token.indexOf('.') + 1));
        }

        assertThat(tokens).hasSize(1000).allMatch(secret -> secret.length() == 32);
    }

    /** The client reads slowly what it missed: it gets all of it, and nothing twice, while more comes. */
    @Test
    void catchingUpGoesAtTheClientsPace() {
        var before = listening();
        before.lose();
        publish(1, 5);
        var after = server.stranger();
        after.isStalled = true;
        after.send("CONNECT\naccept-version:1.2\nhost:x\nsession-token:" + token + "\n\n^@");
        publish(6, 8);
        after.read();
        publish(9, 9);

        assertThat(after.bodies()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void whomTheLogOvertakesIsGivenUpAndTold() {
        var before = listening();
        before.lose();
        publish(1, 5);
        var slow = server.stranger();
        slow.isStalled = true;
        slow.send("CONNECT\naccept-version:1.2\nhost:x\nsession-token:" + token + "\n\n^@");
        publish(6, 2000);
        slow.read();

        assertThat(slow.isGivenUp).isTrue();
        slow.lose();
        assertThat(slow.bodies()).isEmpty();
        assertThat(outcome(back(before))).isEqualTo("trimmed");
    }

    @Test
    void aQueueGoesOnWithWhatComesNext() {
        var before = server.stranger();
        token = Client.header(before.connect("session-token:new\n"), "session-token");
        before.send("SUBSCRIBE\nid:q\ndestination:/queue/x\nack:client\n\n^@");
        publisher.send("SEND\ndestination:/queue/x\n\n1^@");
        assertThat(before.bodies()).containsExactly("1");
        before.lose();
        var after = back(server.connected());

        assertThat(after.bodies()).containsExactly("1");
        assertThat(after.last()).contains("\nredelivered:true\n");
        after.send("ACK\nid:" + Client.header(after.last(), "ack") + "\n\n^@");
        assertThat(after.closed).isNull();
    }

    @Test
    void whatIsReceivedIsNamedAsAFormIsEncoded() {
        assertThat(ResumeHeaders.received("a%3D1=e.5&b+c=f-2.0"))
                .isEqualTo(Map.of("a=1", new Position("e", 5), "b c", new Position("f-2", 0)));
        for (var wrong : List.of("a", "=e.1", "a=1", "a=e.x", "%zz=e.1")) {
            var client = server.stranger();
            client.send("CONNECT\naccept-version:1.2\nhost:x\nsession-token:t\nsession-received:" + wrong + "\n\n^@");
            assertThat(client.last()).as(wrong).contains("\nmessage:session-received is id=message-id&…\n");
        }
    }

    /** Two who subscribe under two names to the same topic are two, each with its own place. */
    @Test
    void twoSubscriptionsToOneTopicHaveTheirOwnPlaces() {
        var before = listening();
        before.send("SUBSCRIBE\nid:t\ndestination:/topic/x\n\n^@");
        publish(1, 1);
        before.lose();
        publish(2, 2);
        var first = Client.header(before.messages().get(0), "message-id");
        var after = server.stranger();
        after.connect("session-token:" + token + "\nsession-received:s%261=" + first + "\n");

        assertThat(after.messages())
                .extracting(frame -> Client.header(frame, "subscription"), frame -> frame.replaceAll("(?s).*\n\n", ""))
                .containsExactlyInAnyOrder(tuple("s&1", "2^@"), tuple("t", "1^@"), tuple("t", "2^@"));
    }

    @Test
    void whatThereIsNoRoomForNowIsThereLater() {
        var small = new Server(Map.of("max-channels", "2"));
        var first = small.stranger();
        token = Client.header(first.connect("session-token:new\n"), "session-token");
        first.send("SUBSCRIBE\nid:a\ndestination:/queue/a\n\n^@SUBSCRIBE\nid:b\ndestination:/queue/b\n\n^@");
        first.lose();
        small.services.broker().sweep();
        var other = small.connected();
        other.send("SUBSCRIBE\nid:c\ndestination:/queue/c\n\n^@");
        var refused = small.stranger();
        refused.send("CONNECT\naccept-version:1.2\nhost:x\nsession-token:" + token + "\n\n^@");
        assertThat(refused.last()).contains("\nmessage:there are too many destinations\n");
        refused.lose();
        other.lose();
        small.services.broker().sweep();
        var back = small.stranger();
        back.connect("session-token:" + token + "\n");

        assertThat(outcome(back)).isEqualTo("recovered");
        assertThat(Client.header(back.frames.get(0), "session-subscriptions")).isEqualTo("a&b");
        back.lose();
        small.nanos.addAndGet(Duration.ofHours(1).toNanos());
        small.services.store().sweep();
        assertThat(small.stored()).isZero();
    }

    /** Who comes back while its lost connection still counts takes that one's place. */
    @Test
    void theConnectionsOfAUserAreBounded() {
        var small = new Server(Map.of("max-connections-per-user", "2"));
        var first = small.stranger("alice");
        token = Client.header(first.connect("session-token:new\n"), "session-token");
        var second = small.stranger("alice");
        second.connect("");
        var third = small.stranger("alice");
        third.send("CONNECT\naccept-version:1.2\nhost:x\n\n^@");
        small.stranger("bob").connect("");
        small.connected();

        assertThat(third.last()).contains("\nmessage:too many connections of this user\n");
        assertThat(third.closed.getCloseCode().getCode()).isEqualTo(1008);
        assertThat(small.counts.of("app_errors_total limit")).isEqualTo(1);
        var back = small.stranger("alice");
        assertThat(back.connect("session-token:" + token + "\n")).contains("\nsession-outcome:recovered\n");
        first.lose();
        second.lose();
        small.stranger("alice").connect("");
    }

    @Test
    void whoseSessionFindsNoPlaceAmongTheUsersMayTryAgain() {
        var small = new Server(Map.of("max-connections-per-user", "1"));
        var first = small.stranger("alice");
        token = Client.header(first.connect("session-token:new\n"), "session-token");
        first.lose();
        var other = small.stranger("alice");
        other.connect("");
        var refused = small.stranger("alice");
        refused.send("CONNECT\naccept-version:1.2\nhost:x\nsession-token:" + token + "\n\n^@");
        assertThat(refused.last()).contains("\nmessage:too many connections of this user\n");
        other.send("DISCONNECT\n\n^@");
        var back = small.stranger("alice");
        back.connect("session-token:" + token + "\n");

        assertThat(outcome(back)).isEqualTo("recovered");
    }
}

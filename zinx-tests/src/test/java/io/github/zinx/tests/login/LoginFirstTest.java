package io.github.zinx.tests.login;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a login is asked for, nothing else comes before it. */
final class LoginFirstTest {

    private static final int LOGIN = 1;
    private static final int NOOP = 2;
    private static final int WORK = 5;
    private static final int LONGEST = 100;
    private static final String SECRET = "open sesame";

    private final Queue<String> handled = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Kind> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch mayLogIn = new CountDownLatch(1);

    private Server start(UnaryOperator<ServerConfig.Builder> change) throws IOException {
        return TestServer.start(
                config -> change.apply(config.loginIds(LOGIN, NOOP).loginMaxLength(LONGEST)),
                s -> s.onStop((c, reason) -> ends.add(reason.kind()))
                        .handle(LOGIN, request -> {
                            if (request.text().equals("wait")) {
                                mayLogIn.await();
                            }
                            handled.add("login");
                            if (!request.text().equals("wrong")) {
                                request.connection().markLoggedIn();
                            }
                            request.reply(String.valueOf(request.connection().isLoggedIn()));
                        })
                        .handle(NOOP, request -> handled.add("noop"))
                        .handle(WORK, request -> {
                            handled.add("work");
                            request.reply(request.data());
                        }));
    }

    private static byte[] segment(Message... messages) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        for (Message message : messages) {
            segment.writeBytes(Layout.LTV_LE.frame(message.id(), message.data()));
        }
        return segment.toByteArray();
    }

    private void endsBy(Kind kind) throws InterruptedException {
        assertEquals(kind, ends.poll(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void afterTheLoginEverythingIsHandled(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(NOOP, "");
            assertEquals("true", peer.ask(LOGIN, SECRET).text());
            assertEquals("x".repeat(4000), peer.ask(WORK, "x".repeat(4000)).text());
            peer.halfClose();
            endsBy(Kind.CLOSED_BY_PEER);
        }
        assertEquals("[noop, login, work]", handled.toString());
    }

    @ParameterizedTest
    @EnumSource
    void anotherMessageFirstEndsTheConnection(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(segment(Message.of(WORK, "let me in"), Message.of(LOGIN, SECRET)));
            peer.expectReset();
            endsBy(Kind.LOGIN_REQUIRED);
            assertEquals(1, server.stats().closed(Kind.LOGIN_REQUIRED));
            assertEquals("[]", handled.toString());
        }
    }

    /** However fast the reader is: what comes behind the login is looked at when the login has been handled. */
    @ParameterizedTest
    @EnumSource
    void loginAndMoreInOneSegmentIsWelcomeIfTheLoginSucceeds(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(segment(
                    Message.of(LOGIN, "wait"),
                    Message.of(WORK, "first"),
                    Message.of(WORK, "y".repeat(3000)),
                    Message.of(WORK, "last")));
            await().until(() -> server.connections().count() == 1);
            assertTrue(ends.isEmpty());
            mayLogIn.countDown();
            assertEquals("true", peer.receive().text());
            assertEquals("first", peer.receive().text());
            assertEquals("y".repeat(3000), peer.receive().text());
            assertEquals("last", peer.receive().text());
            assertEquals(1, server.connections().count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void loginAndMoreInOneSegmentIsNotIfItFails(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(segment(Message.of(LOGIN, "wrong"), Message.of(WORK, "let me in"), Message.of(LOGIN, SECRET)));
            endsBy(Kind.LOGIN_REQUIRED);
            assertEquals("[login]", handled.toString());
            await().untilAsserted(() -> assertEquals(1, server.stats().messagesHandled()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoFailsMayTryAgain(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("false", peer.ask(LOGIN, "wrong").text());
            assertEquals("false", peer.ask(LOGIN, "wrong").text());
            assertEquals("true", peer.ask(LOGIN, SECRET).text());
            assertEquals("hello", peer.ask(WORK, "hello").text());
        }
    }

    /** The header alone is enough: nothing is allocated for what it announces, and nothing of it is waited for. */
    @ParameterizedTest
    @EnumSource
    void longMessageEndsTheConnectionWhenItIsAnnounced(Mode mode) throws Exception {
        try (Server server = start(mode::set)) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                assertEquals("true", peer.ask(LOGIN, "p".repeat(LONGEST)).text());
            }
            endsBy(Kind.CLOSED_BY_PEER);
            try (RawPeer peer = RawPeer.connect(server.port())) {
                peer.write(Layout.LTV_LE.header(LOGIN, LONGEST + 1));
                peer.expectReset();
                endsBy(Kind.LOGIN_REQUIRED);
            }
            try (RawPeer peer = RawPeer.connect(server.port())) {
                peer.write(Layout.LTV_LE.header(LOGIN, -1));
                peer.expectReset();
                endsBy(Kind.ILLEGAL_FRAME);
            }
        }
        assertEquals("[login]", handled.toString());
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotLogInInTimeIsDropped(Mode mode) throws Exception {
        Duration limit = Duration.ofSeconds(1); // long enough for the good one on a busy machine
        try (Server server = start(config -> mode.set(config).loginTimeout(limit));
                RawPeer good = RawPeer.connect(server.port());
                RawPeer silent = RawPeer.connect(server.port());
                RawPeer busy = RawPeer.connect(server.port())) {
            assertEquals("true", good.ask(LOGIN, SECRET).text());
            silent.timeout(limit.multipliedBy(3).plusSeconds(1));
            long begin = System.nanoTime();
            boolean refused = false;
            for (int i = 0; i < 1_000_000 && !refused && ends.size() < 2; i++) {
                try {
                    busy.send(NOOP, "I am busy");
                } catch (IOException e) {
                    refused = true;
                }
            }
            assertTrue(System.nanoTime() - begin
                    < limit.multipliedBy(3).plusSeconds(5).toNanos());
            silent.expectReset();
            endsBy(Kind.LOGIN_TIMEOUT);
            endsBy(Kind.LOGIN_TIMEOUT);
            assertEquals(2, server.stats().closed(Kind.LOGIN_TIMEOUT));
            assertEquals("still here", good.ask(WORK, "still here").text());
        }
    }

    /** A handler's own time counts: a peer must not hold a place for as long as it can keep a handler busy. */
    @Test
    void timeOfTheLoginsHandlerCounts() throws Exception {
        try (Server server = start(config -> config.loginTimeout(Duration.ofMillis(200)));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(LOGIN, "wait");
            peer.expectReset();
            await().until(() -> server.connections().count() == 0);
            assertTrue(ends.isEmpty(), "its handler still runs");
            mayLogIn.countDown();
            endsBy(Kind.LOGIN_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void beforeItsLoginAConnectionIsNotSeen(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer in = RawPeer.connect(server.port());
                RawPeer out = RawPeer.connect(server.port())) {
            assertEquals("true", in.ask(LOGIN, SECRET).text());
            assertEquals("false", out.ask(LOGIN, "wrong").text());
            assertEquals(2, server.connections().count());
            assertEquals(1, server.connections().broadcast(Message.of(9, "news")));
            assertEquals("news", in.receive().text());
            Queue<Long> visited = new ConcurrentLinkedQueue<>();
            server.connections().forEach(c -> visited.add(c.id()));
            assertEquals("[0]", visited.toString());
            assertTrue(server.connections().find(0).isPresent());
            assertTrue(server.connections().find(1).isEmpty());

            assertEquals("true", out.ask(LOGIN, SECRET).text());
            assertTrue(server.connections().find(1).isPresent());
            assertEquals(2, server.connections().broadcast(Message.of(9, "more")));
            assertEquals("more", out.receive().text());
        }
    }

    /** The start hook may know the peer already, and anybody else may come to know it later. */
    @Test
    void anyThreadMaySayThatThePeerHasLoggedIn() throws Exception {
        BlockingQueue<Connection> started = new LinkedBlockingQueue<>();
        try (Server server = TestServer.start(
                        config -> config.loginIds(LOGIN),
                        s -> s.onStart(c -> {
                                    if (c.id() == 0) {
                                        c.markLoggedIn();
                                    }
                                    started.add(c);
                                })
                                .handle(WORK, request -> request.reply(request.data())));
                RawPeer first = RawPeer.connect(server.port())) {
            assertEquals("known", first.ask(WORK, "known").text());
            try (RawPeer second = RawPeer.connect(server.port())) {
                started.take();
                Connection connection = started.take();
                assertFalse(connection.isLoggedIn());
                eventually()
                        .until(() ->
                                connection.execute(() -> {})); // once the start hook has returned, before the login
                connection.markLoggedIn();
                connection.markLoggedIn();
                assertTrue(connection.isLoggedIn());
                assertEquals("later", second.ask(WORK, "later").text());
            }
        }
    }

    @Test
    void withoutASettingThereIsNoLogin() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(WORK, request -> {
                    boolean before = request.connection().isLoggedIn();
                    request.connection().markLoggedIn();
                    request.reply(String.valueOf(before && request.connection().isLoggedIn()));
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("true", peer.ask(WORK, "").text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfCloseBehindTheLoginIsAnswered(Mode mode) throws Exception {
        try (Server server = start(mode::set);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.write(segment(Message.of(LOGIN, "wait"), Message.of(WORK, "and good bye")));
            peer.halfClose();
            mayLogIn.countDown();
            assertEquals("true", peer.receive().text());
            assertEquals("and good bye", new String(peer.receive().data(), StandardCharsets.UTF_8));
            peer.expectEnd();
            endsBy(Kind.CLOSED_BY_PEER);
        }
    }
}

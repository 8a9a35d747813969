package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Handler;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P10: whatever user code throws costs one message, or one connection; never a worker, a reader or the server. */
final class B19_FailingUserCodeTest {

    /** What can go wrong. */
    private enum Failure {
        EXCEPTION {
            @Override
            void happen() throws Exception {
                throw new IOException("a checked exception");
            }
        },
        RUNTIME_EXCEPTION {
            @Override
            void happen() {
                throw new IllegalStateException("a runtime exception");
            }
        },
        INTERRUPTED_EXCEPTION {
            @Override
            void happen() throws Exception {
                throw new InterruptedException("an interruption");
            }
        },
        ASSERTION_ERROR {
            @Override
            void happen() {
                throw new AssertionError("an assertion");
            }
        },
        OUT_OF_MEMORY {
            @Override
            void happen() {
                throw new OutOfMemoryError("as if there were no memory");
            }
        },
        STACK_OVERFLOW {
            @Override
            void happen() {
                assertTrue(deeper(1) > 0);
            }

            private static int deeper(int depth) {
                return depth < 0 ? depth : depth + deeper(depth + 1) % 7;
            }
        };

        /** Those that a method without a throws clause can have. */
        static final List<Failure> UNCHECKED =
                List.of(RUNTIME_EXCEPTION, ASSERTION_ERROR, OUT_OF_MEMORY, STACK_OVERFLOW);

        abstract void happen() throws Exception;

        static void unchecked(int index) {
            try {
                UNCHECKED.get(index).happen();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError("this one is checked", e);
            }
        }

        static void of(Request request) throws Exception {
            valueOf(request.text()).happen();
        }
    }

    /** The steps of a handler as message ids; a message that says "" fails nowhere. */
    private static final int PRE = 1;

    private static final int HANDLE = 2;
    private static final int POST = 3;
    private static final int INTERCEPTOR = 4;
    private static final int UNKNOWN = 5;
    private static final int TASK = 6;
    private static final int PING = 7;

    @ParameterizedTest
    @EnumSource(Mode.class)
    void P10_messageIsAllThatAFailingHandlerCosts(Mode mode) throws Exception {
        try (Server server = TestServer.start(mode::set, B19_FailingUserCodeTest::failWhereTold);
                RawPeer peer = RawPeer.connect(server.port());
                RawPeer other = RawPeer.connect(server.port())) {
            long failures = 0;
            for (int place : List.of(PRE, HANDLE, POST, INTERCEPTOR, UNKNOWN, TASK)) {
                for (Failure failure : Failure.values()) {
                    peer.send(place, failure.name());
                    failures++;
                    assertEquals("next", peer.ask(PING, "next").text(), failure + " at " + place);
                    assertEquals("other", other.ask(PING, "other").text(), failure + " at " + place);
                }
            }
            long expected = failures; // a task may run behind the message that came after the one that gave it
            await().untilAsserted(() -> assertEquals(expected, server.stats().handlerFailures()));
            assertEquals(2, server.connections().count());
        }
    }

    private static void failWhereTold(Server server) {
        server.use((request, next) -> {
                    if (request.id() == INTERCEPTOR) {
                        Failure.of(request);
                    }
                    next.handle(request);
                })
                .handle(PRE, new Handler() {
                    @Override
                    public void preHandle(Request request) throws Exception {
                        Failure.of(request);
                    }

                    @Override
                    public void handle(Request request) {}
                })
                .handle(HANDLE, Failure::of)
                .handle(POST, new Handler() {
                    @Override
                    public void handle(Request request) {}

                    @Override
                    public void postHandle(Request request) throws Exception {
                        Failure.of(request);
                    }
                })
                .unknown(Failure::of)
                .handle(
                        TASK,
                        request -> request.connection().execute(() -> {
                            try {
                                Failure.of(request);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }))
                .handle(PING, request -> request.reply(request.data()));
    }

    @Test
    void connectionIsAllThatAFailingStartHookCosts() throws Exception {
        Queue<CloseReason> reasons = new ConcurrentLinkedQueue<>();
        int count = Failure.values().length;
        try (Server server = TestServer.start(
                config -> config.maxConnections(1),
                s -> s.onStart(c -> {
                            if (c.id() < count) {
                                c.sendBuffered(2, "the last you hear");
                                Failure.values()[(int) c.id()].happen();
                            }
                        })
                        .onStop((c, reason) -> reasons.add(reason))
                        .handle(PING, request -> request.reply(request.data())))) {
            for (int i = 0; i < count; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    assertEquals("the last you hear", peer.receive().text());
                    peer.expectEnd();
                }
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> server.connections().count() == 0);
            }
            try (RawPeer peer = RawPeer.connect(server.port())) {
                assertEquals("alive", peer.ask(PING, "alive").text());
                assertEquals(count, server.stats().closed(Kind.FAILED));
                await().until(() -> reasons.size() == count); // the last stop hook may come after its place is free
                assertTrue(reasons.stream().allMatch(reason -> reason.kind() == Kind.FAILED && reason.cause() != null));
            }
        }
    }

    @Test
    void nothingIsLostToAFailingStopHook() throws Exception {
        int count = Failure.values().length;
        try (Server server = TestServer.start(
                config -> config.maxConnections(1),
                s -> s.onStop((c, reason) -> Failure.values()[(int) c.id() % count].happen())
                        .handle(PING, request -> request.reply(request.data())))) {
            for (int i = 0; i < count; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    assertEquals("alive", peer.ask(PING, "alive").text());
                }
                await().pollInterval(Duration.ofMillis(10))
                        .until(() -> server.connections().count() == 0);
            }
            await().untilAsserted(() -> assertEquals(count, server.stats().handlerFailures()));
            assertEquals(count, server.stats().closed(Kind.CLOSED_BY_PEER));
            assertTrue(server.connections().find(count - 1L).isEmpty());
        }
    }

    @Test
    void connectionIsAllThatAFailingDecoderCosts() throws Exception {
        Queue<CloseReason> reasons = new ConcurrentLinkedQueue<>();
        int count = Failure.UNCHECKED.size();
        try (Server server = TestServer.start(
                        config -> config.codec(new FailingCodec()),
                        s -> s.onStop((c, reason) -> reasons.add(reason))
                                .handle(PING, request -> request.reply(request.data())));
                RawPeer other = RawPeer.connect(server.port())) {
            for (int i = 0; i < count; i++) {
                try (RawPeer peer = RawPeer.connect(server.port())) {
                    peer.write(Layout.LTV_LE.header(FailingCodec.DECODER + i, 0));
                    assertEquals(0, peer.readToEnd());
                }
                assertEquals("other", other.ask(PING, "other").text());
            }
            await().until(() -> reasons.size() == count);
            assertTrue(reasons.stream().allMatch(reason -> reason.kind() == Kind.FAILED), reasons.toString());
            assertEquals(1, server.connections().count());
        }
    }

    @Test
    void messageIsAllThatAFailingEncoderCosts() throws Exception {
        int count = Failure.UNCHECKED.size();
        try (Server server = TestServer.start(
                        config -> config.codec(new FailingCodec()), s -> s.unknown(request -> request.reply("pong")));
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < count; i++) {
                peer.send(FailingCodec.ENCODER + i, "");
                assertEquals(Message.of(PING, "pong"), peer.ask(PING, ""));
            }
            assertEquals(count, server.stats().handlerFailures());
        }
    }

    /** The default layout, except that some ids make it fail. */
    private static final class FailingCodec implements FrameCodec {
        static final int DECODER = 1000;
        static final int ENCODER = 2000;

        private final FrameCodec usual = FrameCodec.named("ltv-le");

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public int overhead() {
            return usual.overhead();
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            FrameDecoder decoder = usual.decoder(maxLength);
            return in -> {
                Message message = decoder.decode(in);
                if (message != null) {
                    failFor(message.id() - DECODER);
                }
                return message;
            };
        }

        @Override
        public FrameEncoder encoder() {
            FrameEncoder encoder = usual.encoder();
            return (id, payload) -> {
                failFor(id - ENCODER);
                return encoder.encode(id, payload);
            };
        }

        private static void failFor(int index) {
            if (index >= 0 && index < Failure.UNCHECKED.size()) {
                Failure.unchecked(index);
            }
        }
    }
}

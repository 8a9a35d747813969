package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.OverdueCall;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.support.Mode;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers of views see the right bytes, in every mode and wherever those stand, and nobody sees them later. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Mode.class)
class ViewHandlerTest {

    private static final int ECHO = 1;
    private static final int VIEW = 2;
    private static final int LIMIT = 70_000;

    @Parameter
    private Mode mode;

    private interface Setting {
        void on(Server server);
    }

    private Server server(Setting setting) throws Exception {
        return TestServer.start(
                (ServerConfig.Builder config) ->
                        mode.set(config).maxFrameLength(LIMIT).handlerWarning(Duration.ofMillis(200)),
                s -> {
                    s.handle(ECHO, request -> request.reply(request.data()));
                    setting.on(s);
                });
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void burstsOfAnyLengthAreEchoed() throws Exception {
        try (Server server = server(s -> s.handleView(VIEW, RequestView::reply));
                RawPeer peer = RawPeer.connect(server)) {
            Random random = new Random(11);
            int sent = 0;
            for (int round = 0; round < 200; round++) {
                int burst = 1 + random.nextInt(12);
                int most = List.of(10, 300, 5_000, LIMIT).get(random.nextInt(4));
                int[] lengths = random.ints(burst, 0, most + 1).toArray();
                ByteArrayOutputStream frames = new ByteArrayOutputStream();
                for (int i = 0; i < burst; i++) {
                    frames.writeBytes(
                            Layout.LTV_LE.frame(i % 3 == 2 ? ECHO : VIEW, random(round * 100L + i, lengths[i])));
                }
                Thread writing = Thread.ofVirtual().start(() -> {
                    try {
                        peer.write(frames.toByteArray());
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                for (int i = 0; i < burst; i++) {
                    peer.expect(i % 3 == 2 ? ECHO : VIEW, random(round * 100L + i, lengths[i]));
                }
                writing.join();
                sent += burst;
            }
            int handled = sent;
            await().untilAsserted(() -> {
                assertEquals(handled, server.stats().messagesHandled());
                assertEquals(handled, server.stats().handlerTimes().count());
            });
        }
    }

    @Test
    void aMessageThatComesByteByByteIsSeenWhole() throws Exception {
        try (Server server = server(s -> s.handleView(
                        VIEW,
                        view -> view.reply(view.getInt(0, ByteOrder.BIG_ENDIAN) + " "
                                + view.text().substring(4))));
                RawPeer peer = RawPeer.connect(server)) {
            for (byte b : Layout.LTV_LE.frame(VIEW, "\0\0\1\2and so on")) {
                peer.write(b);
            }
            peer.expect(VIEW, "258 and so on");
        }
    }

    @Test
    void whatIsKeptIsACopyAndTheViewIsOver() throws Exception {
        AtomicReference<RequestView> kept = new AtomicReference<>();
        Queue<Request> copies = new ConcurrentLinkedQueue<>();
        Queue<Throwable> later = new ConcurrentLinkedQueue<>();
        try (Server server = server(s -> s.handleView(VIEW, view -> {
                    RequestView before = kept.getAndSet(view);
                    if (before != null) {
                        later.add(assertThrows(IllegalStateException.class, before::data));
                    }
                    copies.add(view.request());
                    view.reply();
                }));
                RawPeer peer = RawPeer.connect(server)) {
            for (int i = 0; i < 100; i++) {
                peer.send(VIEW, random(i, 100));
                peer.expect(VIEW, random(i, 100));
            }
            assertEquals(99, later.size());
            assertThrows(IllegalStateException.class, () -> kept.get().get(0));
            int i = 0;
            for (Request copy : copies) {
                assertArrayEquals(random(i++, 100), copy.data());
            }
        }
    }

    @Test
    void messagesThatWaitForTheirHandlerStayWhatTheyWere() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        int count = 300;
        try (Server server = server(s -> s.handleView(VIEW, view -> {
                    begun.countDown();
                    assertTrue(go.await(30, TimeUnit.SECONDS));
                    view.reply();
                }));
                RawPeer peer = RawPeer.connect(server)) {
            peer.send(VIEW, random(0, 500));
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            for (int i = 1; i < count; i++) {
                peer.send(VIEW, random(i, 500));
            }
            go.countDown();
            for (int i = 0; i < count; i++) {
                peer.expect(VIEW, random(i, 500));
            }
        }
    }

    @Test
    void aMessageIsPassedOnToSomebodyElse() throws Exception {
        try (Server server = server(s -> s.handleView(VIEW, view -> {
                    for (long id = 0; id < 2; id++) {
                        Connection other = view.connections().find(id).orElseThrow();
                        if (other != view.connection()) {
                            view.sendTo(other);
                        }
                    }
                }));
                RawPeer one = RawPeer.connect(server);
                RawPeer two = RawPeer.connect(server)) {
            one.ask(ECHO, "here");
            two.ask(ECHO, "here too");
            for (int i = 0; i < 50; i++) {
                one.send(VIEW, random(i, 2_000));
                two.expect(VIEW, random(i, 2_000));
            }
        }
    }

    @Test
    void interceptorsSeeThemAsRequests() throws Exception {
        try (Server server = server(s -> s.handleView(VIEW, RequestView::reply).use((request, next) -> {
                    if (request.data().length < 5) {
                        next.handle(request);
                    }
                }));
                RawPeer peer = RawPeer.connect(server)) {
            for (int i = 0; i < 40; i++) {
                peer.send(VIEW, "stopped");
                peer.send(VIEW, "let");
                peer.expect(VIEW, "let");
            }
        }
    }

    @Test
    void whatAHandlerThrowsCostsItsMessage() throws Exception {
        try (Server server = server(s -> s.handleView(VIEW, view -> {
                    if (view.length() == 0) {
                        throw new IllegalStateException("thrown by hand");
                    }
                    view.reply(new byte[] {view.get(0)});
                }));
                RawPeer peer = RawPeer.connect(server)) {
            for (int i = 0; i < 40; i++) {
                peer.send(VIEW, "");
                peer.send(VIEW, "x");
                peer.expect(VIEW, "x");
            }
            await().until(() -> server.stats().handlerFailures() == 40);
        }
    }

    @Test
    void aHandlerThatTakesLongIsNamed() throws Exception {
        List<OverdueCall> told = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        ServerListener listener = new ServerListener() {
            @Override
            public void handlerOverdue(OverdueCall call) {
                told.add(call);
            }
        };
        try (Server server = server(s -> s.listener(listener).handleView(VIEW, view -> {
                    assertTrue(go.await(30, TimeUnit.SECONDS));
                    view.reply();
                }));
                RawPeer peer = RawPeer.connect(server)) {
            peer.send(VIEW, "x");
            await().until(() -> !told.isEmpty());
            boolean inPlace = mode == Mode.READER;
            assertEquals(
                    inPlace ? OverdueCall.Kind.VIEW_HANDLER : OverdueCall.Kind.HANDLER,
                    told.getFirst().kind());
            assertEquals(inPlace, told.getFirst().request() == null);
            assertTrue(told.getFirst().toString().contains("handler of "), told::toString);
            go.countDown();
            peer.expect(VIEW, "x");
        }
    }

    @Test
    void aCodecThatOnlyCopiesWillDo() throws Exception {
        try (Server server = TestServer.start(
                        (ServerConfig.Builder config) -> mode.set(config).codec(new CopyingCodec()),
                        s -> s.handleView(VIEW, RequestView::reply));
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 40; i++) {
                peer.send(VIEW, random(i, 3_000));
                peer.expect(VIEW, random(i, 3_000));
            }
        }
    }

    private record CopyingCodec() implements FrameCodec {

        private static final FrameCodec LAYOUT = FrameCodec.named("ltv-le");

        @Override
        public String name() {
            return "copying";
        }

        @Override
        public int overhead() {
            return LAYOUT.overhead();
        }

        @Override
        public FrameDecoder decoder(int maxLength) {
            return LAYOUT.decoder(maxLength)::decode;
        }

        @Override
        public FrameEncoder encoder() {
            return LAYOUT.encoder()::encode;
        }
    }
}

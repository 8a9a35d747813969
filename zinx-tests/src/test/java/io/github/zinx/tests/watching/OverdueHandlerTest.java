package io.github.zinx.tests.watching;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.OverdueCall;
import io.github.zinx.server.OverdueCall.Kind;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.server.ServerListener;
import io.github.zinx.tests.support.Logged;
import io.github.zinx.tests.support.Mode;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs for too long is named, with its connection, its time and its stack, and left alone. */
@Timeout(60)
final class OverdueHandlerTest {

    private static final Duration WARNING = Duration.ofMillis(300);

    private final BlockingQueue<OverdueCall> told = new LinkedBlockingQueue<>();
    private final CountDownLatch mayGo = new CountDownLatch(1);
    private final ServerListener listener = new ServerListener() {
        @Override
        public void handlerOverdue(OverdueCall call) {
            told.add(call);
        }
    };

    @AfterEach
    void letGo() {
        mayGo.countDown();
    }

    private static ServerConfig.Builder warned(Mode mode, ServerConfig.Builder config) {
        return mode.set(config).handlerWarning(WARNING);
    }

    private OverdueCall nextTold() throws InterruptedException {
        OverdueCall call = told.poll(10, TimeUnit.SECONDS);
        assertTrue(call != null, "nothing was told");
        return call;
    }

    private void waitHere() {
        boolean interrupted = false;
        while (mayGo.getCount() > 0) {
            try {
                mayGo.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        assertFalse(interrupted, "it was interrupted");
    }

    private static boolean showsWaitHere(OverdueCall call) {
        return call.stack().stream().anyMatch(frame -> frame.getMethodName().equals("waitHere"));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void overdueHandlerIsNamedAndLeftAlone(Mode mode) throws Exception {
        CompletableFuture<Long> id = new CompletableFuture<>();
        try (Logged logged = Logged.begin();
                Server server = TestServer.start(
                        config -> warned(mode, config),
                        s -> s.listener(listener).handle(-2, request -> {
                            id.complete(request.connection().id());
                            waitHere();
                            request.reply("done");
                        }));
                RawPeer other = RawPeer.connect(server.port());
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(-2, "payload that nobody may read in a log");

            OverdueCall first = nextTold();
            assertEquals(Kind.HANDLER, first.kind());
            assertEquals(id.get(), first.connection().id());
            assertEquals(-2, first.request().id());
            assertTrue(first.duration().compareTo(WARNING) >= 0, first::toString);
            assertTrue(showsWaitHere(first), first::toString);
            assertFalse(first.waitsInSend(), first::toString);

            OverdueCall second = nextTold();
            assertTrue(second.duration().compareTo(first.duration().multipliedBy(2)) >= 0, second::toString);
            assertEquals(1, server.stats().handlersOverdue(), "once, however often it is told");

            mayGo.countDown();
            assertEquals("done", peer.receive().text());
            String text = logged.text();
            assertTrue(text.contains("the handler of message 4294967294 on connection " + id.get()), text);
            assertTrue(text.contains("OverdueHandlerTest.waitHere"), text);
            assertFalse(text.contains("nobody may read"), text);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void overdueTaskIsNamed(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        config -> warned(mode, config),
                        s -> s.listener(listener)
                                .handle(1, request -> request.connection().execute(this::waitHere)));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");

            OverdueCall call = nextTold();
            assertEquals(Kind.TASK, call.kind());
            assertTrue(showsWaitHere(call), call::toString);
            mayGo.countDown();
        }
    }

    @Test
    void overdueHooksAreNamed() throws Exception {
        CountDownLatch startMayGo = new CountDownLatch(1);
        try (Server server = TestServer.start(
                        config -> warned(Mode.POOL, config),
                        s -> s.listener(listener)
                                .onStart(connection -> startMayGo.await())
                                .onStop((connection, reason) -> waitHere()));
                RawPeer peer = RawPeer.connect(server.port())) {
            OverdueCall start = nextTold();
            assertEquals(Kind.START_HOOK, start.kind());

            startMayGo.countDown();
            peer.close();
            OverdueCall stop = nextTold();
            while (stop.kind() == Kind.START_HOOK) { // told again while this test got here
                stop = nextTold();
            }
            assertEquals(Kind.STOP_HOOK, stop.kind());
            assertTrue(showsWaitHere(stop), stop::toString);
            assertEquals(0, server.connections().count(), "released, and nothing is left that has a time limit");
            mayGo.countDown();
        }
    }

    /** Nothing is left of the connection but its handler. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void handlerThatOutlivesItsConnectionIsNamed(Mode mode) throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        try (Server server = TestServer.start(
                        config -> warned(mode, config).handlerWarning(Duration.ofSeconds(1)),
                        s -> s.listener(listener).handle(1, request -> {
                            handling.countDown();
                            request.connection().close();
                            waitHere();
                        }));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "go");
            assertTrue(handling.await(10, TimeUnit.SECONDS));
            peer.reset();

            assertEquals(Kind.HANDLER, nextTold().kind());
            mayGo.countDown();
        }
    }

    /** Off its lane, and waiting for somebody else's peer. */
    @Test
    void waitInsideASendCountsAndSaysSo() throws Exception {
        try (Server server = TestServer.start(
                        config -> warned(Mode.POOL, config)
                                .sendTimeout(Duration.ofSeconds(20))
                                .writeTimeout(Duration.ofSeconds(20)),
                        s -> s.listener(listener).handle(1, request -> {
                            while (true) {
                                request.reply(new byte[4000]);
                            }
                        }));
                RawPeer stuck = RawPeer.connect(server.port(), Layout.LTV_LE, 4096)) {
            stuck.send(1, "flood");

            OverdueCall call = nextTold();
            while (!call.waitsInSend()) { // the first look may come while the queue is still filling
                call = nextTold();
            }
            assertEquals(Kind.HANDLER, call.kind());
            assertTrue(call.summary().endsWith("waits inside a send"), call::summary);
            stuck.reset();
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void quickHandlersAreNotNamedAndOffMeansNever(Mode mode) throws Exception {
        try (Server quick = TestServer.start(
                        config -> warned(mode, config),
                        s -> s.listener(listener).handle(1, request -> request.reply("done")));
                Server off = TestServer.start(
                        config -> mode.set(config).handlerWarning(ConnectionSettings.OFF),
                        s -> s.listener(listener).handle(1, request -> waitHere()));
                RawPeer toQuick = RawPeer.connect(quick.port());
                RawPeer toOff = RawPeer.connect(off.port())) {
            toOff.send(1, "go");
            long start = System.nanoTime();
            while (System.nanoTime() - start < 3 * WARNING.toNanos()) {
                toQuick.ask(1, "go");
            }
            assertEquals(0, told.size(), told::toString);
            assertEquals(0, quick.stats().handlersOverdue());
            assertEquals(0, off.stats().handlersOverdue());
            mayGo.countDown();
        }
    }

    /** Their stacks are not all looked at, so that the time limits of others are not kept waiting; all are counted. */
    @Test
    void manyOverdueHandlersAreAllCounted() throws Exception {
        int many = 60;
        try (Server server = TestServer.start(
                config -> config.workers(0).handlerWarning(WARNING),
                s -> s.listener(listener).handle(1, request -> waitHere()))) {
            RawPeer[] peers = new RawPeer[many];
            for (int i = 0; i < many; i++) {
                peers[i] = RawPeer.connect(server.port());
                peers[i].send(1, "go");
            }
            eventually().until(() -> server.stats().handlersOverdue() == many);
            await().atMost(Duration.ofSeconds(10)).until(() -> told.size() >= many);
            mayGo.countDown();
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }
}

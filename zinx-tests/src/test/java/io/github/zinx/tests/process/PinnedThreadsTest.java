package io.github.zinx.tests.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.dispatch.Together;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.tests.support.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No virtual thread of the library waits while it holds its carrier; the JVM's own event for that is the witness. */
class PinnedThreadsTest {

    static final Duration LONG = Duration.ofMillis(20);
    private static final int VISITS = Counts.of(30, 3000);

    /** What is wrong shows in each of them; a lock of the JDK held while this machine stood still shows in one. */
    private static final int ATTEMPTS = 3;

    @TempDir
    private Path folder;

    /** A class whose initialiser waits, which holds the carrier on every Java version. */
    static final class Waiting {
        static {
            long start = System.nanoTime();
            long time = LONG.multipliedBy(25).toNanos();
            while (System.nanoTime() - start < time) { // the carrier may be woken for reasons of its own, and early
                LockSupport.parkNanos(time);
            }
        }

        private Waiting() {}
    }

    @Test
    void P8_nothingOfOursHoldsItsCarrierWhileItWaits() throws Exception {
        List<RecordedEvent> pinned = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            pinned = pinnedDuring(() -> {
                mixedLoad(Mode.POOL);
                mixedLoad(Mode.READER);
            });
            if (pinned.isEmpty()) {
                return;
            }
        }
        assertTrue(pinned.isEmpty(), pinned::toString);
    }

    @Test
    void whoeverHoldsItsCarrierIsSeen() throws Exception {
        byte[] bytes;
        try (InputStream in = PinnedThreadsTest.class.getResourceAsStream("PinnedThreadsTest$Waiting.class")) {
            bytes = in.readAllBytes();
        }
        List<RecordedEvent> pinned = pinnedDuring(() -> {
            try (Server server = TestServer.start(s -> s.handle(0, request -> {
                        MethodHandles.lookup().defineHiddenClass(bytes, true);
                        request.reply("pinned");
                    }));
                    RawPeer peer = RawPeer.connect(server)) {
                peer.send(0, "pin");
                peer.expect(0, "pinned");
            }
        });
        assertFalse(pinned.isEmpty(), "it was not recorded");
    }

    private interface Load {
        void run() throws Exception;
    }

    private List<RecordedEvent> pinnedDuring(Load load) throws Exception {
        Path file = folder.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(LONG).withStackTrace();
            recording.start();
            load.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(PinnedThreadsTest::isOurs)
                .toList();
    }

    /** Those of the peers are not. */
    private static boolean isOurs(RecordedEvent event) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName())
                        .anyMatch(type -> type.startsWith("io.github.zinx.")
                                && !type.startsWith("io.github.zinx.tests.")
                                && !type.startsWith("io.github.zinx.client."));
    }

    private static void mixedLoad(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                config -> mode.set(config)
                        .sendTimeout(Duration.ofMillis(50))
                        .writeTimeout(Duration.ofMillis(200))
                        .frameTimeout(Duration.ofMillis(200))
                        .drainTimeout(Duration.ofMillis(200))
                        .stopGrace(Duration.ofMillis(500)),
                s -> s.handle(0, request -> request.reply(request.data()))
                        .handle(1, request -> {
                            for (int i = 0; i < 2000; i++) {
                                request.connection().sendBuffered(1, new byte[4096]);
                            }
                        })
                        .handle(2, request -> {
                            throw new IllegalStateException("thrown by hand");
                        })
                        .handle(3, request -> request.connection().close())
                        .handle(4, request -> request.connections().broadcast(request.message())))) {
            Together.run(8, visitor -> {
                for (int i = 0; i < VISITS; i++) {
                    visit(server, visitor + i);
                }
            });
        }
    }

    private static void visit(Server server, int how) throws IOException {
        try (RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, how % 9 == 1 ? 4096 : 0)) {
            peer.ask(0, "first of all");
            switch (how % 9) {
                case 0 -> peer.reset();
                case 1 -> {
                    peer.send(1, "flood, which nobody reads");
                    peer.send(0, "something behind it");
                }
                case 2 -> peer.write(Layout.LTV_LE.header(0, -1));
                case 3 -> peer.sendHalf(0, "half of it");
                case 4 -> {
                    peer.send(2, "fail");
                    peer.send(3, "close");
                    peer.readToEnd();
                }
                case 5 -> peer.send(4, "to all");
                case 6 -> {
                    for (int i = 0; i < 50; i++) {
                        peer.send(0, "one of many");
                    }
                    peer.halfClose();
                    peer.readToEnd();
                }
                default -> peer.ask(0, "once more");
            }
        } catch (EOFException | SocketException e) {
            // It was dropped before it had done its worst.
        }
    }
}

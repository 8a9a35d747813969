package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.wire.FrameCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel tells of a reset once. Where the writer hears of it, the reader sees an end of stream, inside a frame perhaps. */
@Timeout(60)
class ResetSeenByWriterTest {

    /** How often to try: on a busy machine the writer may take longer than the reader waits for it. */
    private static final int TRIES = 10;

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 8, 12})
    void isAResetWhateverTheReaderSaw(int bytes) throws Exception {
        Set<Kind> found = EnumSet.noneOf(Kind.class);
        for (int i = 0; i < TRIES && !found.contains(Kind.CONNECTION_LOST); i++) {
            found.add(end(bytes));
        }
        assertTrue(found.contains(Kind.CONNECTION_LOST), found::toString);
    }

    private static Kind end(int bytes) throws Exception {
        try (TestConnection events = new TestConnection();
                Deadlines deadlines = new Deadlines("test-sweeper-of-resets", now -> {})) {
            events.onStart(c -> c.sendBuffered(1, "something for the writer to do"));
            ResetLink link = new ResetLink(bytes);
            TcpConnection connection = new TcpConnection(
                    link,
                    7,
                    new LaneInbound((c, message) -> {}),
                    new ConnectionContext(
                            ConnectionSettings.defaults(),
                            new Frames(FrameCodec.named("ltv-le"), 4096),
                            events,
                            events,
                            deadlines,
                            () -> true,
                            MemoryCap.none(),
                            new Users()));
            link.connection = connection;
            Thread reader = Thread.ofVirtual().start(connection);
            link.reader = reader;
            link.ready.countDown();
            reader.join();
            return connection.closeReason().orElseThrow().kind();
        }
    }

    /** Whose write fails only once its reader has seen the end of the stream and has drawn its conclusions, or waits. */
    private static final class ResetLink implements Link {
        private final CountDownLatch ready = new CountDownLatch(1);
        private final CountDownLatch writes = new CountDownLatch(1);
        private final int bytes;
        private volatile TcpConnection connection;
        private volatile Thread reader;
        private volatile boolean ended;
        private boolean read;

        ResetLink(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, int millis) throws IOException {
            if (!read && bytes > 0) {
                read = true;
                buffer[offset] = 100; // the length of a payload that never comes whole
                return bytes;
            }
            await(writes);
            ended = true;
            return -1;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            await(ready);
            writes.countDown();
            while (!ended || (connection.closeReason().isEmpty() && reader.getState() != Thread.State.TIMED_WAITING)) {
                Thread.yield();
            }
            throw new IOException("reset by the peer");
        }

        private static void await(CountDownLatch latch) throws IOException {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}

        @Override
        public void abort() {}

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("peer", 1);
        }

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("here", 1);
        }
    }
}

package io.github.zinx.tests.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * A peer that sends all its requests before it reads an answer, more of them than the way there and back has room for. Those
 * that wait to be handled are read ahead of, in the pool, so that it comes to its end; also where its reader has run the
 * quick handlers itself until the answers had to wait.
 */
@Timeout(60)
class BatchThenReadTest {

    private static final int QUESTION = 16 * 1024;
    private static final int ANSWER = 16 * 1024;
    private static final int SMALL = 8 * 1024;

    /** In one read, and their answers more than there is room for. */
    private static final int SHORT_ONES = 100;

    /** More than the buffers of the kernel take while nobody reads. */
    private static final int LONG_ONES = (12 << 20) / QUESTION;

    private volatile boolean onReader;

    @RepeatedTest(8) // the reader runs enough of them itself in some
    void aPeerThatReadsAfterItHasSentAllGetsAllAnswers() throws Exception {
        try (Server server = TestServer.start(
                        config -> Mode.POOL
                                .set(config)
                                .sendQueueCapacity(1)
                                .socketSendBuffer(SMALL)
                                .workerQueueCapacity(100_000)
                                .maxFrameLength(QUESTION)
                                .readAhead(64L << 20)
                                .maxBufferedBytes(128L << 20)
                                .sendTimeout(Duration.ofSeconds(30)),
                        s -> s.handle(1, request -> {
                            onReader = Thread.currentThread().getName().startsWith("zinx-reader-");
                            request.reply(answerTo(request.data()));
                        }));
                RawPeer peer = RawPeer.connect(server.port(), Layout.LTV_LE, SMALL)) {
            untilTheReaderRunsThem(peer);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < SHORT_ONES + LONG_ONES; i++) {
                frames.writeBytes(Layout.LTV_LE.frame(1, numbered(i, i < SHORT_ONES ? 4 : QUESTION)));
            }
            peer.write(frames.toByteArray());
            for (int i = 0; i < SHORT_ONES + LONG_ONES; i++) {
                peer.expect(1, answerTo(numbered(i, 4)));
            }
            assertEquals(0, server.stats().handlerFailures());
        }
    }

    private void untilTheReaderRunsThem(RawPeer peer) throws Exception {
        for (int inARow = 0; inARow < 20; inARow = onReader ? inARow + 1 : 0) {
            peer.send(1, numbered(-1, 4));
            peer.expect(1, answerTo(numbered(-1, 4)));
        }
    }

    private static byte[] numbered(int number, int length) {
        return ByteBuffer.allocate(length).putInt(number).array();
    }

    private static byte[] answerTo(byte[] question) {
        int number = ByteBuffer.wrap(question).getInt();
        return ByteBuffer.allocate(number < 0 ? 4 : ANSWER).putInt(number).array();
    }
}

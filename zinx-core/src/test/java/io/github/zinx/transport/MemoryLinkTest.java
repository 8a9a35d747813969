package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link in memory does what a socket does; the tests that stand on it are worth as much as this. */
@Timeout(30)
class MemoryLinkTest {

    private final MemoryLink here = MemoryLink.open(8);
    private final MemoryLink peer = here.peer();

    @Test
    void bytesArriveInOrderAroundTheEndOfTheRing() throws IOException {
        byte[] got = new byte[5];
        for (int i = 0; i < 20; i++) {
            byte[] sent = {(byte) i, 1, 2, 3, (byte) -i};
            here.write(sent, 0, 5);
            for (int n = 0; n < 5; ) {
                n += peer.read(got, n, 5 - n, 0);
            }
            assertArrayEquals(sent, got);
        }
    }

    @Test
    void writeBlocksUntilThePeerReads() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                here.write(new byte[20], 0, 20);
                written.countDown();
            } catch (IOException e) {
                // then it is never counted down
            }
        });
        byte[] buffer = new byte[20];
        for (int n = 0; n < 12; n += peer.read(buffer, 0, 12 - n, 0)) {
            assertEquals(1, written.getCount());
        }
        assertTrue(written.await(10, TimeUnit.SECONDS));
        assertEquals(8, peer.available());
    }

    @Test
    void endOfStreamComesAfterTheBytesAndLeavesTheOtherDirectionAlone() throws IOException {
        here.write(new byte[3], 0, 3);
        here.finish();
        byte[] buffer = new byte[8];
        assertEquals(3, peer.read(buffer, 0, 8, 0));
        assertEquals(-1, peer.read(buffer, 0, 8, 0));
        assertThrows(IOException.class, () -> here.write(buffer, 0, 1));
        peer.write(buffer, 0, 2);
        assertEquals(2, here.read(buffer, 0, 8, 0));
    }

    @Test
    void abortThrowsAwayWhatIsUnderWayAndIsSeenAtTheOtherEnd() throws IOException {
        here.write(new byte[3], 0, 3);
        here.abort();
        assertEquals(0, peer.available());
        assertThrows(IOException.class, () -> peer.read(new byte[1], 0, 1, 0));
        assertThrows(IOException.class, () -> peer.write(new byte[1], 0, 1));
        assertThrows(IOException.class, () -> here.read(new byte[1], 0, 1, 0));
        assertTrue(here.isAborted());
    }

    @Test
    void closingWithUnreadInputDestroysTheOutput() throws IOException {
        here.write(new byte[3], 0, 3);
        peer.write(new byte[1], 0, 1);
        here.close();
        assertThrows(IOException.class, () -> peer.read(new byte[1], 0, 1, 0));
    }

    @Test
    void closingWithNothingUnreadIsAnOrderlyEndUntilThePeerWrites() throws IOException {
        here.write(new byte[3], 0, 3);
        here.close();
        byte[] buffer = new byte[8];
        assertEquals(2, peer.read(buffer, 0, 2, 0));
        assertThrows(IOException.class, () -> peer.write(buffer, 0, 1));
        assertThrows(IOException.class, () -> peer.read(buffer, 0, 1, 0), "the reset destroys the last byte");
    }

    @Test
    void closingFreesABlockedReadAndABlockedWrite() {
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            try {
                return here.read(new byte[1], 0, 1, 0);
            } catch (IOException e) {
                return -2;
            }
        });
        CompletableFuture<Integer> write = CompletableFuture.supplyAsync(() -> {
            try {
                byte[] bytes = new byte[100];
                Arrays.fill(bytes, (byte) 1);
                here.write(bytes, 0, 100);
                return 0;
            } catch (IOException e) {
                return -2;
            }
        });
        here.close();
        assertEquals(-2, read.join());
        assertEquals(-2, write.join());
    }
}

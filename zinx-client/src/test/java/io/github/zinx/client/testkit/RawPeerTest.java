package io.github.zinx.client.testkit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a raw peer does, seen from another one. */
class RawPeerTest {

    @ParameterizedTest
    @EnumSource(Layout.class)
    void messagesAreWrittenAndReadInTheLayout(Layout layout) throws Exception {
        try (Pair pair = Pair.connect(layout, 0)) {
            pair.here().send(-1, "text");
            pair.here().send(7, new byte[] {1, 2});
            pair.there().expectBytes(layout.frame(-1, "text"));
            assertEquals(Message.of(7, new byte[] {1, 2}), pair.there().receive());
            pair.there().send(8, "answer");
            assertEquals(Message.of(8, "answer"), pair.here().ask(7, "question"));
            pair.here().writeHex("00 ff10");
            pair.there().expectBytes(layout.frame(7, "question"));
            pair.there().expectBytes((byte) 0, (byte) 255, (byte) 16);
        }
    }

    @Test
    void receiveSaysHowItEndedByItsException() throws Exception {
        try (Pair pair = Pair.connect()) {
            pair.here().timeout(Pair.SHORT);
            pair.there().sendHalf(1, "hi");
            IOException late = assertThrows(SocketTimeoutException.class, pair.here()::receive);
            assertEquals(
                    "no whole message came within 100 ms, but 9 bytes: 02 00 00 00 01 00 00 00 68", late.getMessage());
            pair.there().sendHalf(1, "hi");
            pair.there().halfClose();
            IOException end = assertThrows(EOFException.class, pair.here()::receive);
            assertEquals("the stream ended with 1 more bytes due", end.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void halfAFrameIsNeverAWholeOneAndTheRestCompletesIt(Layout layout) throws Exception {
        try (Pair pair = Pair.connect(layout, 0)) {
            for (String text : new String[] {"", "1", "12", "123"}) {
                byte[] rest = pair.here().sendHalf(5, text);
                int half = layout.frame(5, text).length - rest.length;
                assertTrue(rest.length > 0 && half >= 4, text);
                pair.here().write(rest);
                pair.there().expect(5, text);
            }
        }
    }

    @Test
    void aDripComesByteByByte() throws Exception {
        byte[] frame = Layout.LTV_LE.frame(1, "drop by drop");
        try (Pair pair = Pair.connect()) {
            long start = System.nanoTime();
            Writing drip = pair.here().drip(frame, Duration.ofMillis(10));
            pair.there().expect(1, "drop by drop");
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(Duration.ofMillis(10L * (frame.length - 1))) >= 0, took::toString);
            assertEquals(frame.length, drip.await());
            assertEquals("a drip of 20 bytes (20 bytes are written)", drip.toString());
        }
    }

    @Test
    void aDripEndsWithItsPeer() throws Exception {
        try (Pair pair = Pair.connect()) {
            Writing drip = pair.here().drip(new byte[10], Duration.ofDays(1));
            pair.there().expectBytes((byte) 0);
            pair.here().close();
            assertEquals(1, drip.await());
        }
    }

    @Test
    void aFloodArrivesWhole() throws Exception {
        try (Pair pair = Pair.connect()) {
            Writing flood = pair.here().flood(3, new byte[1000], 500);
            for (int i = 0; i < 500; i++) {
                pair.there().expect(3, new byte[1000]);
            }
            assertEquals(500 * 1008, flood.await());
        }
    }

    @Test
    void aFloodIsHeldBackByWhoeverDoesNotRead() throws Exception {
        try (Pair pair = Pair.connect(Layout.LTV_LE, 4096)) {
            pair.there().timeout(Pair.SHORT);
            Writing flood = pair.there().flood(3, new byte[100_000], 1000);
            AssertionError failure = assertThrows(AssertionError.class, flood::await);
            assertTrue(
                    failure.getMessage()
                            .matches("expected the end of a flood of 1000 messages \\(\\d+ bytes are written\\)"
                                    + " within 100 ms"),
                    failure::getMessage);
            pair.there().close();
            await().until(() -> flood.await() < 100_008_000);
        }
    }

    @Test
    void aWriteThatNobodyReadsEndsInTime() throws Exception {
        try (Pair pair = Pair.connect(Layout.LTV_LE, 4096)) {
            pair.there().timeout(Pair.SHORT);
            byte[] much = new byte[64 << 20];
            IOException failure = assertThrows(
                    SocketTimeoutException.class, () -> pair.there().write(much));
            assertTrue(
                    failure.getMessage().endsWith("could not be written within 100 ms: the other side does not read"),
                    failure::getMessage);
            assertTrue(pair.there().socket().isClosed());
        }
    }

    @Test
    void aWriteInTimeClosesNothingLater() throws Exception {
        try (Pair pair = Pair.connect()) {
            pair.here().timeout(Pair.SHORT).send(1, "in time");
            pair.there().expect(1, "in time");
            pair.there().expectNothing(Pair.SHORT.multipliedBy(3));
        }
    }

    @Test
    void halfCloseEndsOneDirectionOnly() throws Exception {
        try (Pair pair = Pair.connect()) {
            pair.here().send(1, "the last");
            pair.here().halfClose();
            pair.there().expect(1, "the last");
            pair.there().expectEnd();
            pair.there().send(2, "but heard");
            pair.here().expect(2, "but heard");
        }
    }

    @Test
    void readToEndCountsWhatWasLeft() throws Exception {
        try (Pair pair = Pair.connect()) {
            pair.there().flood(1, new byte[992], 1000).await();
            pair.there().halfClose();
            pair.here().expect(1, new byte[992]);
            assertEquals(999_000, pair.here().readToEnd());
        }
        try (Pair pair = Pair.connect()) {
            pair.here().timeout(Pair.SHORT);
            pair.there().write((byte) 1, (byte) 2);
            IOException late = assertThrows(SocketTimeoutException.class, pair.here()::readToEnd);
            assertEquals("after 2 bytes neither more nor the end came within 100 ms", late.getMessage());
            pair.there().reset();
            assertEquals(0, pair.here().readToEnd());
        }
    }

    @Test
    void closingTwiceDoesNothing() throws Exception {
        try (Pair pair = Pair.connect()) {
            pair.here().close();
            pair.here().close();
            pair.there().expectEnd();
            assertThrows(IOException.class, () -> pair.here().send(1, "too late"));
        }
    }

    @Test
    void layoutsAreFoundByName() {
        for (Layout layout : Layout.values()) {
            assertEquals(layout, Layout.named(layout.format()));
            assertArrayEquals(layout.header(1, 0), layout.frame(1, ""));
        }
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> Layout.named("ltv-be"));
        assertEquals("no layout here is called 'ltv-be'; there are ltv-le, tlv-le, tlv-be", failure.getMessage());
    }
}

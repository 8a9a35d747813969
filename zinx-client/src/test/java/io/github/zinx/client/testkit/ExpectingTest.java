package io.github.zinx.client.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Message;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is expected and comes passes; what does not come, or comes otherwise, fails with the words below. */
class ExpectingTest {

    private static final String HI = "message 1, 2 bytes: 68 69";

    private Pair pair;
    private RawPeer here;
    private RawPeer there;

    @BeforeEach
    void connect() throws Exception {
        pair = Pair.connect();
        here = pair.here();
        there = pair.there();
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void theExpectedMessagePasses() throws Exception {
        there.send(1, "hi");
        there.send(-1, new byte[] {0, (byte) 255});
        there.send(0, "");
        here.expect(1, "hi");
        here.expect(-1, new byte[] {0, (byte) 255});
        here.expect(Message.of(0, ""));
    }

    @Test
    void anotherMessageFailsAndBothAreShown() throws Exception {
        there.send(1, "ho");
        assertFails("expected " + HI + "\nfound    message 1, 2 bytes: 68 6f", () -> here.expect(1, "hi"));
        there.send(-1, "hi");
        assertFails("expected " + HI + "\nfound    message 4294967295, 2 bytes: 68 69", () -> here.expect(1, "hi"));
        there.send(1, "");
        assertFails("expected " + HI + "\nfound    message 1, 0 bytes", () -> here.expect(1, "hi"));
    }

    @Test
    void longMessagesAreShownWhereTheyDiffer() throws Exception {
        byte[] expected = new byte[5000];
        byte[] found = expected.clone();
        found[3000] = 7;
        there.send(1, found);
        String zeros = " 00".repeat(63 - 16) + " ...";
        assertFails(
                "expected message 1, 5000 bytes, from byte 2984 on:" + " 00".repeat(17) + zeros
                        + "\nfound    message 1, 5000 bytes, from byte 2984 on:" + " 00".repeat(16) + " 07" + zeros,
                () -> here.expect(1, expected));
    }

    @Test
    void aMessageThatDoesNotComeFailsWithWhatCameOfIt() throws Exception {
        here.timeout(Pair.SHORT);
        assertFails("expected " + HI + "\nfound    0 bytes, and no more within 100 ms", () -> here.expect(1, "hi"));
        there.write((byte) 2, (byte) 0);
        assertFails(
                "expected " + HI + "\nfound    2 bytes: 02 00, and no more within 100 ms", () -> here.expect(1, "hi"));
    }

    @Test
    void aMessageThatBreaksOffFailsWithWhatCameOfIt() throws Exception {
        there.sendHalf(1, "hi");
        there.halfClose();
        assertFails(
                "expected " + HI + "\nfound    9 bytes: 02 00 00 00 01 00 00 00 68, then the end of the stream",
                () -> here.expect(1, "hi"));
    }

    @Test
    void aLengthThatIsOnlyAnnouncedFailsAndAllocatesNothing() throws Exception {
        here.timeout(Pair.SHORT);
        there.write(Layout.LTV_LE.header(1, -1));
        assertFails(
                "expected " + HI + "\nfound    8 bytes: ff ff ff ff 01 00 00 00, and no more within 100 ms",
                () -> here.expect(1, "hi"));
    }

    @Test
    void theExpectedBytesPassAndWhatFollowsIsLeft() throws Exception {
        there.write((byte) 1, (byte) 2, (byte) 3, (byte) -1);
        here.expectBytes((byte) 1, (byte) 2);
        here.expectBytes();
        here.expectHex("03 ff");
    }

    @Test
    void otherBytesFailAndBothAreShown() throws Exception {
        there.write((byte) 1, (byte) 2, (byte) 4, (byte) 5);
        assertFails(
                "expected 3 bytes: 01 02 03\nfound    3 bytes: 01 02 04\nthey differ from byte 2 on",
                () -> here.expectHex("010203"));
    }

    @Test
    void tooFewBytesFailWithWhatCameAndWhyNotMore() throws Exception {
        here.timeout(Pair.SHORT);
        there.write((byte) 1);
        assertFails(
                "expected 2 bytes: 01 02\nfound    1 byte: 01, and no more within 100 ms",
                () -> here.expectHex("0102"));
        there.write((byte) 9);
        there.halfClose();
        assertFails(
                "expected 2 bytes: 01 02\nfound    1 byte: 09, then the end of the stream\nthey differ from byte 0 on",
                () -> here.expectHex("0102"));
    }

    @Test
    void bytesInsteadOfAResetFail() throws Exception {
        there.reset();
        assertFails("expected 1 byte: 01\nfound    0 bytes, then a reset", () -> here.expectBytes((byte) 1));
    }

    @Test
    void aPeerThatWasClosedHereIsToldFromAReset() {
        here.close();
        assertFails("expected a reset, found this peer closed", here::expectReset);
    }

    @Test
    void anEndIsAnEndAndNoReset() throws Exception {
        there.halfClose();
        here.expectEnd();
        here.expectDropped();
        assertFails("expected a reset, found the end of the stream", here::expectReset);
    }

    @Test
    void aResetIsAResetAndNoEnd() throws Exception {
        there.reset();
        here.expectReset();
        here.expectDropped();
        assertFails("expected the end of the stream, found a reset", here::expectEnd);
    }

    @Test
    void aByteIsNoEndOfAnyKind() throws Exception {
        there.write((byte) 0x2a, (byte) 0x2b, (byte) 0xff);
        there.halfClose();
        assertFails("expected the end of the stream, found byte 2a", here::expectEnd);
        assertFails("expected a reset, found byte 2b", here::expectReset);
        assertFails("expected the end of the stream or a reset, found byte ff", here::expectDropped);
    }

    @Test
    void silenceIsNoEndOfAnyKind() {
        here.timeout(Pair.SHORT);
        assertFails("expected the end of the stream, found nothing for 100 ms", here::expectEnd);
        assertFails("expected a reset, found nothing for 100 ms", here::expectReset);
        assertFails("expected the end of the stream or a reset, found nothing for 100 ms", here::expectDropped);
    }

    @Test
    void nothingIsExpectedForAsLongAsSaidAndTakesNothingAway() throws Exception {
        here.expectNothing(Pair.SHORT);
        there.send(1, "hi");
        here.expect(1, "hi");
    }

    @Test
    void somethingInsteadOfNothingFails() throws Exception {
        Duration during = Duration.ofSeconds(30);
        there.write((byte) 7);
        assertFails("expected nothing for 30 s, found byte 07", () -> here.expectNothing(during));
        there.halfClose();
        assertFails("expected nothing for 30 s, found the end of the stream", () -> here.expectNothing(during));
    }

    @Test
    void aDripDoesNotStretchTheLimit() throws Exception {
        here.timeout(Duration.ofMillis(300));
        Writing drip = there.drip(new byte[1000], Duration.ofMillis(20));
        AssertionError failure = assertThrows(AssertionError.class, () -> here.expectBytes(new byte[1000]));
        assertTrue(failure.getMessage().endsWith(", and no more within 300 ms"), failure::getMessage);
        there.close();
        assertTrue(drip.await() < 1000, drip::toString);
    }

    @Test
    void theCauseIsKept() {
        here.timeout(Pair.SHORT);
        AssertionError failure = assertThrows(AssertionError.class, () -> here.expect(1, "hi"));
        assertEquals(
                "java.net.SocketTimeoutException", failure.getCause().getClass().getName());
    }

    private static void assertFails(String text, Executable expectation) {
        assertEquals(text, assertThrows(AssertionError.class, expectation).getMessage());
    }
}

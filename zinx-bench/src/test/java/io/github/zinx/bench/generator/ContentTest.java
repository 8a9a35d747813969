package io.github.zinx.bench.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    @ParameterizedTest
    @ValueSource(ints = {Content.LEAST, 32, 4096})
    void anyChangedBitOfThePayloadIsSeen(int payload) {
        Content content = new Content(payload, 42);
        byte[] frame = new byte[content.frame() + 3];
        content.write(frame, 3, 1, 0, 17, 123_456);

        assertEquals(payload, Content.length(frame, 3));
        assertEquals(1, Content.id(frame, 3));
        assertEquals(17, Content.author(frame, 3));
        assertEquals(123_456, Content.sequence(frame, 3));
        assertEquals(-1, content.wrong(frame, 3, 0));
        for (int bit = 0; bit < payload * 8; bit++) {
            int at = 3 + Content.HEAD + bit / 8;
            frame[at] ^= (byte) (1 << bit % 8);
            assertNotEquals(-1, content.wrong(frame, 3, 0), "bit " + bit);
            frame[at] ^= (byte) (1 << bit % 8);
        }
    }
}

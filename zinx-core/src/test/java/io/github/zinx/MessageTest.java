package io.github.zinx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageTest {

    @Test
    void messagesAreEqualWhenIdAndBytesAre() {
        Message message = Message.of(7, "hi");

        assertEquals(Message.of(7, new byte[] {'h', 'i'}), message);
        assertEquals(Message.of(7, new byte[] {'h', 'i'}).hashCode(), message.hashCode());
        assertNotEquals(Message.of(8, "hi"), message);
        assertNotEquals(Message.of(7, "ho"), message);
    }

    @Test
    void itsArrayIsTheOneItWasMadeOf() {
        byte[] data = {1, 2, 3};

        assertSame(data, Message.of(1, data).data());
    }

    @Test
    void textIsUtf8BothWays() {
        assertArrayEquals(
                "你好".getBytes(StandardCharsets.UTF_8), Message.of(1, "你好").data());
        assertEquals("你好", Message.of(1, "你好".getBytes(StandardCharsets.UTF_8)).text());
        assertEquals("\uFFFD", Message.of(1, new byte[] {(byte) 0xFF}).text());
    }

    @Test
    void theIdPrintsUnsignedAndThePayloadNever() {
        String shown = Message.of(-1, "secret").toString();

        assertTrue(shown.contains("4294967295"), shown);
        assertTrue(shown.contains("6 bytes"), shown);
        assertFalse(shown.contains("secret"), shown);
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> Message.of(1, (byte[]) null));
    }
}

package io.github.zinx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CloseReasonTest {

    @Test
    void itHasAKindAndPerhapsACause() {
        IOException cause = new IOException("reset");

        assertNull(CloseReason.of(CloseReason.Kind.IDLE_TIMEOUT).cause());
        assertSame(
                cause, CloseReason.of(CloseReason.Kind.CONNECTION_LOST, cause).cause());
        assertEquals(
                "IDLE_TIMEOUT", CloseReason.of(CloseReason.Kind.IDLE_TIMEOUT).toString());
        assertEquals(
                "CONNECTION_LOST (java.io.IOException: reset)",
                CloseReason.of(CloseReason.Kind.CONNECTION_LOST, cause).toString());
    }

    @Test
    void thereIsNoReasonWithoutAKind() {
        assertThrows(NullPointerException.class, () -> CloseReason.of(null));
    }
}

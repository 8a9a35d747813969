package io.github.zinx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExceptionsTest {

    @Test
    void theFourThatArePermittedAreAll() {
        assertTrue(ZinxException.class.isSealed());
        assertEquals(
                Set.of(
                        ConfigException.class,
                        ConnectionClosedException.class,
                        ProtocolException.class,
                        SendTimeoutException.class),
                Stream.of(ZinxException.class.getPermittedSubclasses()).collect(Collectors.toSet()));
        for (Class<?> type : ZinxException.class.getPermittedSubclasses()) {
            assertTrue(Modifier.isFinal(type.getModifiers()), type.getName());
        }
    }

    @Test
    void eachKeepsItsMessageAndWhatItKnows() {
        Exception cause = new Exception("why");
        ConnectionClosedException closed = new ConnectionClosedException(7, "gone", cause);

        assertEquals(7, closed.connectionId());
        assertSame(cause, closed.getCause());
        assertEquals(
                List.of("gone", "a", "b", "c"),
                Stream.of(closed, new ConfigException("a"), new ProtocolException("b"), new SendTimeoutException("c"))
                        .map(Throwable::getMessage)
                        .toList());
    }
}

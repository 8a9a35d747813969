package io.github.zinx.transport;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.zinx.Message;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several who end one connection at once: it has one reason, it is released once, and its login is over once. */
@Tag("interleaving")
class EndOnceInterleavingTest {

    @BeforeAll
    static void prepare() {
        IdleConnection.prepare();
    }

    @Test
    void itHasTheFirstReasonAndNoOther() {
        explore(1_000, () -> {
            IdleConnection idle = new IdleConnection(new Users());
            atOnce(
                    () -> idle.connection.close("one"),
                    () -> idle.connection.close(Message.of(1, new byte[1])),
                    () -> idle.connection.stop(Duration.ZERO));

            assertEquals(1, idle.closing.get());
            assertSame(idle.told.get(), idle.connection.closeReason().orElseThrow());
            assertFalse(idle.connection.isOpen());
            assertEquals(0, idle.released.get());
        });
    }

    @Test
    void itIsReleasedOnce() {
        explore(1_000, () -> {
            IdleConnection idle = new IdleConnection(new Users());
            atOnce(idle.connection::close, idle.connection::abort, () -> idle.connection.abandon(new Error("no thread")));

            assertEquals(1, idle.closing.get());
            assertEquals(1, idle.released.get());
            assertSame(idle.told.get(), idle.connection.closeReason().orElseThrow());
        });
    }

    @Test
    void itsLoginIsOverOnce() {
        explore(1_000, () -> {
            IdleConnection idle = new IdleConnection(new Users());
            atOnce(idle.connection::markLoggedIn, idle.connection::abort, () -> idle.connection.abandon(new Error("no thread")));

            assertEquals(1, idle.loginOver.get());
            assertEquals(1, idle.released.get());
        });
    }
}

package io.github.zinx.transport;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that are bound to one user, and end, at once: one of them has the user, and none that has ended. */
@Tag("interleaving")
class UsersInterleavingTest {

    @BeforeAll
    static void prepare() {
        IdleConnection.prepare();
    }

    @Test
    void ofTwoThatAreBoundAtOnceOneIsReplacedAndTheOtherHasTheUser() {
        explore(1_000, () -> {
            Users users = new Users();
            TcpConnection a = new IdleConnection(users).connection;
            TcpConnection b = new IdleConnection(users).connection;
            atOnce(() -> a.bind("user"), () -> b.bind("user"));

            assertNotEquals(a.isOpen(), b.isOpen());
            TcpConnection replaced = a.isOpen() ? b : a;
            assertSame(Kind.REPLACED, replaced.closeReason().orElseThrow().kind());
            replaced.abort();
            assertEquals(1, users.size(), "the end of the old one takes nothing");
            (replaced == a ? b : a).abort();
            assertEquals(0, users.size());
        });
    }

    @Test
    void whoHasEndedHasNoUser() {
        explore(1_000, () -> {
            Users users = new Users();
            TcpConnection ends = new IdleConnection(users).connection;
            atOnce(() -> bindIfOpen(ends, "user"), ends::abort);

            assertEquals(0, users.size());
        });
    }

    @Test
    void theEndOfOneNeverTakesTheUserOfTheOther() {
        explore(1_000, () -> {
            Users users = new Users();
            TcpConnection ends = new IdleConnection(users).connection;
            TcpConnection stays = new IdleConnection(users).connection;
            atOnce(() -> bindIfOpen(ends, "user"), ends::abort, () -> stays.bind("user"));

            assertEquals(stays.isOpen() ? 1 : 0, users.size(), "unless it was replaced, it has the user");
        });
    }

    private static void bindIfOpen(TcpConnection connection, String user) {
        try {
            connection.bind(user);
        } catch (ConnectionClosedException e) {
            // it has ended first
        }
    }
}

package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.ConnectionClosedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UsersTest {

    private final Users users = new Users();
    private final TestConnection one = new TestConnection().users(users);
    private final TestConnection other = new TestConnection().users(users);

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void entryIsThereForAsLongAsTheConnection() throws Exception {
        one.start().awaitStarted();
        one.connection().bind("ann");
        assertSame(one.connection(), users.find("ann").orElseThrow());

        one.connection().abort();
        one.awaitReleased();

        assertEquals(Optional.empty(), users.find("ann"));
        assertEquals(0, users.size());
        one.awaitEnded();
        AtomicBoolean refused = new AtomicBoolean();
        Thread late = Thread.ofVirtual().start(() -> {
            assertThrows(ConnectionClosedException.class, () -> one.connection().bind("ann"));
            refused.set(true);
        });
        assertTrue(late.join(Duration.ofSeconds(10)), "the end keeps nobody waiting");
        assertTrue(refused.get());
    }

    @Test
    void endOfTheReplacedOneLeavesTheEntryAlone() throws Exception {
        one.start().awaitStarted();
        other.start().awaitStarted();
        one.connection().bind("ann");
        other.connection().bind("ann");
        one.peer().finish();
        one.awaitEnded();

        assertEquals(Kind.REPLACED, one.reason());
        assertSame(other.connection(), users.find("ann").orElseThrow());
    }

    @Test
    void whoIsBoundInItsStartHookIsFoundAfterwards() throws Exception {
        AtomicBoolean early = new AtomicBoolean();
        one.onStart(c -> {
            c.bind("ann");
            early.set(users.find("ann").isPresent());
        });
        one.start().awaitStarted();

        assertEquals(false, early.get());
        assertSame(one.connection(), users.find("ann").orElseThrow());
    }

    @Test
    void whoHasEndedBeforeItBeganIsBoundToNobody() {
        one.make().connection().abort();

        assertThrows(ConnectionClosedException.class, () -> one.connection().bind("ann"));
        assertEquals(0, users.size());
    }

    /** The user is an object of the application's, and its methods may fail at any time. */
    @Test
    void userWhoseMethodsThrowKeepsNoPlace() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        Object user = new Object() {
            @Override
            public int hashCode() {
                if (fails.get()) {
                    throw new IllegalStateException("thrown by hand");
                }
                return 7;
            }

            @Override
            public boolean equals(Object object) {
                return this == object;
            }
        };
        one.start().awaitStarted();
        one.connection().bind(user);
        fails.set(true);
        assertThrows(IllegalStateException.class, () -> one.connection().bind(user));

        one.connection().abort();
        one.awaitEnded();

        assertEquals(0, users.size());
    }
}

package io.github.zinx.server;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Interleavings.Act;
import io.github.zinx.transport.TcpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Places are taken and come back exactly, whoever ends a connection and whoever comes meanwhile; and whoever comes while
 * the server stops is asked to end too.
 */
@Tag("interleaving")
class PlacesInterleavingTest {

    @BeforeAll
    static void prepare() throws Exception {
        Door.prepare();
    }

    @Test
    void placeComesBackOnceHoweverManyEndItsConnection() {
        explore(1_000, () -> {
            Door door = new Door(1);
            TcpConnection first = door.admit(1).orElseThrow();
            atOnce(first::abort, () -> first.abandon(new Error("no thread")));

            assertEquals(0, door.manager.count());
            assertEquals(1, door.loginsLeft());
            assertTrue(door.admit(2).isPresent());
            assertFalse(door.admit(3).isPresent(), "there is one place, and it is taken");
        });
    }

    @Test
    void onePermitGoesToOneOfThoseWhoWantIt() {
        explore(1_000, () -> {
            Door door = new Door(1);
            assertTrue(door.manager.tryAcquirePermit());
            AtomicInteger got = new AtomicInteger();
            Act wants = () -> {
                if (door.manager.tryAcquirePermit()) {
                    got.incrementAndGet();
                }
            };
            atOnce(wants, wants, door.manager::returnPermit);

            assertTrue(got.get() <= 1);
            assertEquals(got.get() == 0, door.manager.tryAcquirePermit());
        });
    }

    @Test
    void neverMoreThanAllowedHaveAPlaceAtOnce() {
        explore(1_000, () -> {
            Door door = new Door(1);
            TcpConnection first = door.admit(1).orElseThrow();
            atOnce(() -> door.admit(2), () -> door.admit(3), first::abort);

            assertTrue(door.most() <= 1, "too many at once");
            int last = door.manager.count();
            assertEquals(1 - last, door.loginsLeft());
            assertEquals(last == 0, door.admit(4).isPresent());
        });
    }

    @Test
    void whoIsAdmittedDuringAStopIsAskedToEnd() {
        explore(1_000, () -> {
            Door door = new Door(2);
            TcpConnection late = door.made(1);
            atOnce(() -> door.manager.add(late), () -> door.manager.stopAll(Duration.ofSeconds(1)));

            assertFalse(late.isOpen());
        });
    }

    @Test
    void stopHearsOfTheLastEnd() {
        explore(1_000, () -> {
            Door door = new Door(2);
            TcpConnection one = door.admit(1).orElseThrow();
            TcpConnection other = door.admit(2).orElseThrow();
            atOnce(
                    () -> one.abandon(new Error("no thread")),
                    () -> other.abandon(new Error("no thread")),
                    () -> door.manager.stopAll(Duration.ofSeconds(1)));

            assertTrue(door.manager.awaitGone(0));
            assertEquals(0, door.manager.count());
        });
    }
}

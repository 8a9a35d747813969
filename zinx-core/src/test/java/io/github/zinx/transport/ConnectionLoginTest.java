package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.LoginSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection of a server that asks for a login, from both sides of that. */
@Timeout(30)
class ConnectionLoginTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int LOGIN = 1;

    private final Users users = new Users();
    private final TestConnection test = new TestConnection().users(users);

    @AfterEach
    void close() {
        test.close();
    }

    private TestConnection asking(Duration timeout) {
        return test.login(new LoginSettings(Set.of(LOGIN), timeout, 10, 50));
    }

    @Test
    void whereNoLoginIsAskedForItIsDone() throws Exception {
        test.start().awaitStarted();
        assertTrue(test.connection().isLoggedIn());
        assertTrue(test.connection().isFindable());
        test.connection().markLoggedIn();
        test.connection().abort();
        test.awaitEnded();
        assertEquals(0, test.count("loginOver"));
    }

    @Test
    void itIsFoundOnceItHasLoggedInAndThatIsToldOnce() throws Exception {
        asking(LONG).start().awaitStarted();
        TcpConnection connection = test.connection();
        connection.bind("ann");
        assertFalse(connection.isLoggedIn());
        assertFalse(connection.isFindable());
        assertEquals(Optional.empty(), users.find("ann"));

        connection.markLoggedIn();
        connection.markLoggedIn();

        assertTrue(connection.isLoggedIn());
        assertTrue(connection.isFindable());
        assertTrue(users.find("ann").isPresent());
        test.peer().send(2, "anything");
        assertEquals("anything", test.peer().receiveText());
        test.peer().finish();
        test.awaitEnded();
        assertEquals(1, test.count("loginOver"));
        assertEquals(Kind.CLOSED_BY_PEER, test.reason());
    }

    @Test
    void whoDoesNotLogInInTimeIsDropped() throws Exception {
        asking(Duration.ofMillis(1)).start().awaitEnded();
        assertEquals(Kind.LOGIN_TIMEOUT, test.reason());
        assertEquals(1, test.count("loginOver"));
        assertFalse(test.connection().isLoggedIn());
        assertTrue(test.link().isAborted());
    }

    @Test
    void whoHasLoggedInIsNotCutAtTheLimit() throws Exception {
        CountDownLatch rounds = new CountDownLatch(4);
        asking(Duration.ofMillis(150)).onStart(c -> c.markLoggedIn()).start().awaitStarted();
        test.onSweep(rounds::countDown); // every 100 ms
        assertTrue(rounds.await(10, TimeUnit.SECONDS));
        assertTrue(test.connection().isOpen());
        assertFalse(test.isReleased());
    }

    @Test
    void anyOtherMessageBeforeItsLoginIsTheEndAtOnce() throws Exception {
        asking(LONG).start().awaitStarted();
        test.peer().send(2, "x");
        test.awaitEnded();
        assertEquals(Kind.LOGIN_REQUIRED, test.reason());
        assertTrue(test.link().isAborted());
    }

    @Test
    void loginMayBeAsLongAsThatAndNoLonger() throws Exception {
        asking(LONG).start().awaitStarted();
        test.peer().send(LOGIN, "0123456789");
        assertEquals("0123456789", test.peer().receiveText());
        test.peer().send(LOGIN, "0123456789x");
        test.awaitEnded();
        assertEquals(Kind.LOGIN_REQUIRED, test.reason());
        assertTrue(test.link().isAborted());
    }

    @Test
    void illegalFrameBeforeTheLoginIsThatAndNotAMissingLogin() throws Exception {
        asking(LONG).start().awaitStarted();
        byte[] header = new byte[8];
        Arrays.fill(header, (byte) -1);
        test.peer().sendBytes(header);
        test.awaitEnded();
        assertEquals(Kind.ILLEGAL_FRAME, test.reason());
    }

    @Test
    void theEndWithoutALoginIsToldOnceAndNoneIsPossibleAfterwards() throws Exception {
        asking(LONG).start().awaitStarted();
        test.connection().abort();
        test.connection().markLoggedIn();
        test.awaitEnded();
        assertFalse(test.connection().isLoggedIn());
        assertEquals(1, test.count("loginOver"));
        assertEquals(Kind.STOPPING, test.reason());
    }
}

package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Connection;
import io.github.zinx.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often the sweeper looks at a connection: when something has come for it, and otherwise not before a limit can pass. */
@Timeout(30)
class QuietConnectionTest {

    private final AtomicInteger rounds = new AtomicInteger();
    private final CountingInbound inbound = new CountingInbound();
    private final TestConnection test = new TestConnection();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void silentConnectionIsNotLookedAt() throws Exception {
        start();
        awaitQuiet();
        int looks = inbound.looks.get();
        awaitRounds(5);
        assertEquals(looks, inbound.looks.get());
    }

    @Test
    void connectionThatGetsAMessageIsLookedAt() throws Exception {
        start();
        awaitQuiet();
        int looks = inbound.looks.get();
        test.peer().send(1, "wake up");
        await().until(() -> inbound.looks.get() > looks);
    }

    @Test
    void connectionThatGetsATaskIsLookedAt() throws Exception {
        start();
        awaitQuiet();
        int looks = inbound.looks.get();
        assertTrue(test.connection().execute(() -> {}));
        await().until(() -> inbound.looks.get() > looks);
    }

    @Test
    void connectionAtWorkIsLookedAtInEveryRound() throws Exception {
        start();
        awaitQuiet();
        inbound.busy = true;
        test.peer().send(1, "work");
        int looks = inbound.looks.get();
        await().until(() -> inbound.looks.get() > looks);
        int more = inbound.looks.get();
        awaitRounds(5);
        assertTrue(inbound.looks.get() >= more + 4, "the clock of silence is to be kept from running all the time");
    }

    private void start() throws Exception {
        test.inbound(inbound).onSweep(rounds::incrementAndGet);
        test.start().awaitStarted();
    }

    /** Until there was a round without a look. */
    private void awaitQuiet() {
        await().until(() -> {
            int looks = inbound.looks.get();
            awaitRounds(2);
            return looks == inbound.looks.get();
        });
    }

    private void awaitRounds(int more) {
        int until = rounds.get() + more;
        await().until(() -> rounds.get() >= until);
    }

    /** Takes everything, and counts how often the sweeper asks whether there is work; nobody else does here. */
    private static final class CountingInbound implements Inbound {

        private final AtomicInteger looks = new AtomicInteger();
        private volatile boolean busy;

        @Override
        public boolean accept(Connection connection, Message message) {
            return true;
        }

        @Override
        public boolean execute(Runnable task) {
            return true;
        }

        @Override
        public boolean isIdle() {
            looks.incrementAndGet();
            return !busy;
        }

        @Override
        public void finish() {}

        @Override
        public void awaitHandled() {}

        @Override
        public void close() {}

        @Override
        public void awaitIdle() {}
    }
}

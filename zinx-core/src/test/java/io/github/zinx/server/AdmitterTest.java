package io.github.zinx.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionListener;
import io.github.zinx.Router;
import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmitterTest {

    private final ServerConfig config = ServerConfig.builder()
            .maxConnections(4)
            .maxConnectionsPerAddress(1)
            .loginIds(1)
            .workers(0)
            .build();
    private final Frames frames = new Frames(config.codec(), config.maxFrameLength());
    private final ConnectionManager manager = new ConnectionManager(1, frames, new LongAdder());
    private final SocketAddress peer = InetSocketAddress.createUnresolved("peer", 1);
    private final Quotas quotas = new Quotas(config);
    private final Counters counters = new Counters();
    private final ServerEvents events = new ServerEvents(manager, quotas, counters, new EventThread("test-events"));
    private final List<Holding> holdings = new ArrayList<>();
    private final MemoryCap memory = new MemoryCap(128 * 1024);
    private final Deadlines deadlines = new Deadlines("test-sweeper", now -> {});
    private final Admitter admitter = new Admitter(
            manager,
            quotas,
            events,
            remembering(new ReaderDispatcher(config.workers(), new Router(), events, "test-task-")),
            new ConnectionContext(
                    config.connection(),
                    frames,
                    new ConnectionListener() {},
                    events,
                    deadlines,
                    () -> true,
                    memory,
                    config.login(),
                    manager.users(),
                    () -> () -> {}));

    @AfterEach
    void end() {
        deadlines.close();
    }

    private void everythingIsGivenBack() {
        assertEquals(0, quotas.addresses());
        assertEquals(2, quotas.loginsLeft());
        assertTrue(manager.tryAcquirePermit());
        assertFalse(manager.tryAcquirePermit());
    }

    @Test
    void whatCannotBeSetUpGivesEverythingBack() throws Exception {
        assertTrue(manager.tryAcquirePermit());
        try (Socket notConnected = new Socket()) {
            assertEquals(Optional.of(RejectCause.FAILED), admitter.admit(notConnected, peer));
        }
        everythingIsGivenBack();
    }

    @Test
    void whoIsTurnedAwayGivesThePermitBack() throws Exception {
        try (Socket second = new Socket()) {
            assertEquals(Optional.empty(), quotas.take(peer));
            assertTrue(manager.tryAcquirePermit());
            assertEquals(Optional.of(RejectCause.ADDRESS), admitter.admit(second, peer));
            quotas.giveBack(peer);
        }
        everythingIsGivenBack();
    }

    /** Whoever is admitted holds all that it took until it ends, and is in the books until then. */
    @Test
    void whoIsAdmittedIsServedUntilItsEnd() {
        for (int id = 0; id < 3; id++) {
            assertTrue(manager.tryAcquirePermit());
            FakeSocket socket = new FakeSocket(true);
            assertEquals(Optional.empty(), admitter.admit(socket, peer));
            assertEquals(1, manager.count());
            assertEquals(1, quotas.addresses());
            assertEquals(1, quotas.loginsLeft());
            assertFalse(manager.tryAcquirePermit());
            List<TcpConnection> there = new ArrayList<>();
            counters.ledger.forEach(account -> there.add(account.connection()));
            assertEquals(
                    List.of((long) id), there.stream().map(TcpConnection::id).toList(), "ids count up");

            there.getFirst().markLoggedIn();
            await().until(() -> manager.find(there.getFirst().id()).isPresent());
            there.getFirst().abort();
            await().until(counters.ledger::isEmpty);
            await().until(() -> manager.count() == 0);
            assertTrue(socket.isClosed());
            everythingIsGivenBack();
            manager.returnPermit();
        }
        assertEquals(3, counters.accepted.sum());
    }

    /** What waits in a mailbox counts for the memory of all; only what was read already is held in any case. */
    @Test
    void mailboxesHoldOfTheMemoryOfAll() {
        assertTrue(manager.tryAcquirePermit());
        assertEquals(Optional.empty(), admitter.admit(new FakeSocket(true), peer));
        Holding holding = holdings.getFirst();
        assertTrue(holding.hold(50_000, false));
        assertTrue(memory.held() >= 45_000, () -> memory.held() + " bytes held");
        assertFalse(holding.hold(200_000, false));
        assertTrue(memory.held() < 100_000, () -> memory.held() + " bytes held");
        assertTrue(holding.hold(200_000, true));
        assertTrue(memory.held() >= 195_000, () -> memory.held() + " bytes held");
        assertTrue(holding.hold(0, true));
        assertEquals(0, memory.held());
        manager.abortAll();
        await().until(counters.ledger::isEmpty);
    }

    @Test
    void whatTheAcceptorReportsIsCounted() {
        admitter.rejected(peer, RejectCause.FULL);
        admitter.rejected(peer, RejectCause.FULL);
        admitter.acceptFailed(new IOException("thrown by hand"));
        assertEquals(2, Counters.at(counters.rejected, RejectCause.FULL).sum());
        assertEquals(1, counters.acceptErrors.sum());
    }

    private Dispatcher remembering(Dispatcher dispatcher) {
        return new Dispatcher() {
            @Override
            public void start() {
                dispatcher.start();
            }

            @Override
            public Mailbox mailbox(long connectionId, Holding holding) {
                holdings.add(holding);
                return dispatcher.mailbox(connectionId, holding);
            }

            @Override
            public boolean owns(Thread thread) {
                return dispatcher.owns(thread);
            }

            @Override
            public void stop() {
                dispatcher.stop();
            }
        };
    }
}

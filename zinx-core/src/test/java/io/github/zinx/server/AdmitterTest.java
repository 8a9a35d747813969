package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionListener;
import io.github.zinx.Router;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.Deadlines;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.MemoryCap;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
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
    private final ServerEvents events =
            new ServerEvents(manager, quotas, new Counters(), new EventThread("test-events"));
    private final Deadlines deadlines = new Deadlines("test-sweeper", now -> {});
    private final Admitter admitter = new Admitter(
            manager,
            quotas,
            events,
            new ReaderDispatcher(config.workers(), new Router(), events, "test-task-"),
            new ConnectionContext(
                    config.connection(),
                    frames,
                    new ConnectionListener() {},
                    events,
                    deadlines,
                    () -> true,
                    MemoryCap.none(),
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
}

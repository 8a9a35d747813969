package io.github.zinx.server;

import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.MemoryCap;
import io.github.zinx.transport.TcpConnection;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes connections of accepted sockets: id, mailbox, entry, reader. Used by the acceptor's thread only. */
final class Admitter implements Admission {

    private final ConnectionManager manager;
    private final Quotas quotas;
    private final ServerEvents events;
    private final Dispatcher dispatcher;
    private final ConnectionContext context;
    private long nextId;

    Admitter(
            ConnectionManager manager,
            Quotas quotas,
            ServerEvents events,
            Dispatcher dispatcher,
            ConnectionContext context) {
        this.manager = manager;
        this.quotas = quotas;
        this.events = events;
        this.dispatcher = dispatcher;
        this.context = context;
    }

    @Override
    public Optional<RejectCause> admit(Socket socket, SocketAddress address) {
        boolean taken = false;
        TcpConnection admitted = null;
        try {
            Optional<RejectCause> surplus = quotas.take(address);
            if (surplus.isPresent()) {
                manager.returnPermit();
                return surplus;
            }
            taken = true;
            Mailbox mailbox = dispatcher.mailbox(nextId, holding());
            TcpConnection connection =
                    TcpConnection.over(socket, nextId, new MailboxInbound(mailbox, manager), context);
            int count = manager.add(connection);
            admitted = connection;
            nextId++;
            events.admitted(connection, mailbox);
            events.registered(connection, count);
            Thread.ofVirtual().name("zinx-reader-" + connection.id()).start(connection);
            return Optional.empty();
        } catch (Throwable t) {
            if (admitted == null && taken) {
                quotas.giveBack(address);
            }
            return undo(admitted, t);
        }
    }

    private Holding holding() {
        MemoryCap.Share share = context.memory().inboundShare();
        return (bytes, anyway) -> {
            if (anyway) {
                share.holdAnyway(bytes);
            }
            return anyway || share.hold(bytes);
        };
    }

    /** A peer that has gone already is everyday business; no memory or no thread is not, but ends no more than this. */
    private Optional<RejectCause> undo(@Nullable TcpConnection admitted, Throwable cause) {
        if (admitted != null) {
            admitted.abandon(cause); // closes the socket and gives everything back
        } else {
            manager.returnPermit();
        }
        if (!(cause instanceof IOException)) {
            events.log().warn("admission", "a connection could not be set up", cause);
        }
        return admitted != null ? Optional.empty() : Optional.of(RejectCause.FAILED);
    }

    @Override
    public void rejected(SocketAddress address, RejectCause cause) {
        events.rejected(address, cause);
    }

    @Override
    public void acceptFailed(Throwable failure) {
        events.acceptFailed(failure);
    }
}

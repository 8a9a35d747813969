package io.github.zinx.server;

import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.transport.ConnectionContext;
import io.github.zinx.transport.TcpConnection;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Makes connections of accepted sockets: id, mailbox, entry, reader. Used by the acceptor's thread only. */
final class Admitter implements Admission {

    private final ConnectionManager manager;
    private final ServerEvents events;
    private final Dispatcher dispatcher;
    private final ConnectionContext context;
    private long nextId;

    Admitter(ConnectionManager manager, ServerEvents events, Dispatcher dispatcher, ConnectionContext context) {
        this.manager = manager;
        this.events = events;
        this.dispatcher = dispatcher;
        this.context = context;
    }

    @Override
    public void admit(Socket socket) {
        TcpConnection admitted = null;
        try {
            TcpConnection connection = TcpConnection.over(
                    socket, nextId, new MailboxInbound(dispatcher.mailbox(nextId), manager), context);
            int count = manager.add(connection);
            admitted = connection;
            nextId++;
            events.registered(connection, count);
            Thread.ofVirtual().name("zinx-reader-" + connection.id()).start(connection);
        } catch (Throwable t) {
            undo(socket, admitted, t);
        }
    }

    /** A peer that has gone already is everyday business; no memory or no thread is not, but ends no more than this. */
    private void undo(Socket socket, @Nullable TcpConnection admitted, Throwable cause) {
        if (admitted != null) {
            admitted.abandon(cause);
        } else {
            manager.returnPermit();
            reject(socket, RejectCause.FAILED);
        }
        if (!(cause instanceof IOException)) {
            events.log().warn("admission", "a connection could not be set up", cause);
        }
    }

    @Override
    public void reject(Socket socket, RejectCause cause) {
        try {
            events.rejected(socket.getRemoteSocketAddress(), cause); // first, so that it is counted when the peer knows
        } finally {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    @Override
    public void acceptFailed(Throwable failure) {
        events.acceptFailed(failure);
    }
}

package io.github.zinx.server;

import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;

/** What becomes of accepted sockets. Called on the acceptor's thread; must not block. */
interface Admission {

    /**
     * Sets up a connection for which a permit has been taken; the permit is the callee's from here on.
     *
     * @param address the peer's address
     * @return why that could not be done; the socket is then the caller's again, to be closed. Empty if it was done
     */
    Optional<RejectCause> admit(Socket socket, SocketAddress address);

    /** A new connection from this address is about to be closed at once. */
    void rejected(SocketAddress address, RejectCause cause);

    /** Accepting failed; it will be tried again. */
    void acceptFailed(Throwable failure);
}

package io.github.zinx.server;

import java.net.Socket;

/** What becomes of accepted sockets. Called on the acceptor's thread; must not block or throw. */
interface Admission {

    /** Sets up a connection for which a permit has been taken; socket and permit are the callee's from here on. */
    void admit(Socket socket);

    /** Closes a socket for which there is no place. */
    void reject(Socket socket, RejectCause cause);

    /** Accepting failed; it will be tried again. */
    void acceptFailed(Throwable failure);
}

package io.github.zinx.server;

/** The acceptor's thread. An interrupt would close the channel that it listens on for good, and nobody has a use for one. */
final class AcceptorThread extends Thread {

    AcceptorThread(Runnable acceptor) {
        super(acceptor, "zinx-acceptor");
        setDaemon(false);
    }

    /** Does nothing: {@link Acceptor#close} is what ends it. */
    @Override
    public void interrupt() {}
}

package io.github.zinx.bench.run;

/** A server did not start, or did not answer a question; the message says what it left in its log. */
final class PeerFailed extends Exception {

    private static final long serialVersionUID = 1;

    PeerFailed(String message) {
        super(message);
    }
}

package io.github.zinx.bench.run;

/** A command line that cannot be obeyed; the message names what is wrong with it. */
final class Misuse extends Exception {

    private static final long serialVersionUID = 1;

    Misuse(String message) {
        super(message);
    }
}

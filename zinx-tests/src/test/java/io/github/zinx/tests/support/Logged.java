package io.github.zinx.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Catches what this process logs (the tests' logger writes to stderr) until it is closed. */
public final class Logged implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream caught = new ByteArrayOutputStream();

    private Logged() {
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    }

    /** Begins to catch. */
    public static Logged begin() {
        return new Logged();
    }

    /** Returns all that was logged so far. */
    public String text() {
        return caught.toString(StandardCharsets.UTF_8);
    }

    /** Returns the lines logged so far, those of stacks too. */
    public List<String> lines() {
        return text().lines().toList();
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(text());
    }
}

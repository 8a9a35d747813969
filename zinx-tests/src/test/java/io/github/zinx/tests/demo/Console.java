package io.github.zinx.tests.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A console that keeps what is printed on it. */
final class Console {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    PrintStream stream() {
        return stream;
    }

    List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Waits for so many lines and returns those there are then. */
    List<String> await(int count) {
        return soon().until(this::lines, lines -> lines.size() >= count);
    }

    /** Waits for a line that ends like this and returns all there are then. */
    List<String> await(String end) {
        return soon().until(this::lines, lines -> lines.stream().anyMatch(line -> line.endsWith(end)));
    }

    void clear() {
        bytes.reset();
    }

    /** Looks often: a test waits here hundreds of times. */
    private static ConditionFactory soon() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }
}

package io.github.zinx.bench.generator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one run is asked to do.
 *
 * @param depth messages on their way at a time, per connection; in mode connect, connections at a time
 * @param payload bytes of a message without its head
 * @param rate messages per second and connection, of the open loop
 * @param burn microseconds that the server is asked to work for each message of the crowd, 0 for none
 * @param timeout how long a connection or a reply may take before it is a fault
 * @param burst in mode idle, further echoes of each connection, sent in one go
 */
record Options(
        Mode mode,
        String host,
        int port,
        int connections,
        int depth,
        int payload,
        Duration warmup,
        Duration duration,
        double rate,
        int burn,
        int id,
        long seed,
        Duration timeout,
        int burst) {

    private static final Set<String> NAMES = Set.of(
            "mode",
            "host",
            "port",
            "connections",
            "depth",
            "payload",
            "warmup",
            "duration",
            "rate",
            "burn",
            "id",
            "seed",
            "timeout",
            "burst");

    /**
     * Reads {@code --name value} pairs; what is not said has a default, but for the port.
     *
     * @throws IllegalArgumentException saying which option is wrong and why
     */
    static Options parse(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("--" + name + ": a value is missing");
            }
            given.put(name, args[i + 1]);
        }
        return new Options(
                Mode.of(given.getOrDefault("mode", "echo")),
                given.getOrDefault("host", "127.0.0.1"),
                (int) whole(given, "port", -1, 1, 65_535),
                (int) whole(given, "connections", 1, 1, 1_000_000),
                (int) whole(given, "depth", 1, 1, 1 << 16),
                (int) whole(given, "payload", 32, Content.LEAST, 1 << 24),
                duration(given, "warmup", "1s"),
                duration(given, "duration", "3s"),
                rate(given),
                (int) whole(given, "burn", 0, 0, 1_000_000),
                (int) whole(given, "id", 1, 0, Integer.MAX_VALUE),
                whole(given, "seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                duration(given, "timeout", "10s"),
                (int) whole(given, "burst", 0, 0, 1 << 16));
    }

    private static long whole(Map<String, String> given, String name, long otherwise, long least, long most) {
        String text = given.getOrDefault(name, Long.toString(otherwise));
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                given.containsKey(name)
                        ? "--" + name + " " + text + ": must be a whole number from " + least + " to " + most
                        : "--" + name + " is missing");
    }

    private static double rate(Map<String, String> given) {
        String text = given.getOrDefault("rate", "10");
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value <= 1_000_000) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--rate " + text + ": must be a number above 0, up to 1000000");
    }

    private static Duration duration(Map<String, String> given, String name, String otherwise) {
        String text = given.getOrDefault(name, otherwise);
        if (text.matches("\\d{1,8}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.matches("\\d{1,6}s")) {
            return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        throw new IllegalArgumentException("--" + name + " " + text + ": must be a duration such as 500ms or 3s");
    }
}

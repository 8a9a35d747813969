package io.github.zinx.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line, taken apart: the command, and options of the forms {@code --name value} and {@code --name=value}. */
final class Options {

    /** The command line cannot be understood; the message says which part of it. */
    static final class Misuse extends Exception {
        private static final long serialVersionUID = 1L;

        Misuse(String message) {
            super(message);
        }
    }

    private static final Map<String, Set<String>> COMMANDS = Map.of(
            "server", Set.of("config", "host", "port", "format"),
            "client", Set.of("host", "port", "format", "count", "interval"));

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private final String command;
    private final Map<String, String> values = new HashMap<>();
    private boolean help;

    private Options(String command) {
        this.command = command;
    }

    static Options parse(List<String> args) throws Misuse {
        boolean named = !args.isEmpty() && !args.getFirst().startsWith("-");
        String command = named ? args.getFirst() : "server";
        Set<String> known = COMMANDS.get(command);
        if (known == null) {
            throw new Misuse("there is no command '" + command + "'");
        }
        Options options = new Options(command);
        for (int i = named ? 1 : 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--help") || arg.equals("-h")) {
                options.help = true;
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (!name.startsWith("--") || !known.contains(name.substring(2))) {
                throw new Misuse("the " + command + " has no option '" + name + "'");
            }
            if (equals < 0 && i + 1 == args.size()) {
                throw new Misuse(name + " needs a value");
            }
            options.values.put(name.substring(2), equals < 0 ? args.get(++i) : arg.substring(equals + 1));
        }
        return options;
    }

    boolean isClient() {
        return command.equals("client");
    }

    boolean wantsHelp() {
        return help;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A whole number from 0 upwards; what else it must be is for its user to say. */
    Optional<Integer> number(String name) throws Misuse {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.matches("[0-9]{1,9}")) {
            throw new Misuse("--" + name + " must be a whole number, not '" + value + "'");
        }
        return Optional.of(Integer.valueOf(value));
    }

    Optional<Duration> duration(String name) throws Misuse {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Matcher parts = DURATION.matcher(value);
        Duration duration = parts.matches() ? duration(Long.parseLong(parts.group(1)), parts.group(2)) : Duration.ZERO;
        if (duration.isZero() || duration.compareTo(Duration.ofDays(365)) > 0) {
            throw new Misuse(
                    "--" + name + " must be a duration of 1ms to 8760h, such as 200ms or 1s, not '" + value + "'");
        }
        return Optional.of(duration);
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}

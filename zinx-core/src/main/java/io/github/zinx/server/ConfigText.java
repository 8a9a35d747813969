package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The notation of values in files, variables and properties, in both directions. What cannot be read is an
 * {@link IllegalArgumentException} whose message is a hint for the person who wrote it, or empty where the key's rule
 * says all there is to say.
 */
final class ConfigText {

    private static final String OFF = "off";
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,17})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})(B|KiB|MiB|GiB)?");

    private static final Pattern IDS = Pattern.compile("(0|[1-9][0-9]{0,9})( *, *(0|[1-9][0-9]{0,9}))*");

    private ConfigText() {}

    static int number(String text) {
        return Math.toIntExact(digits(text));
    }

    /** Unsigned message ids; none of them for "off". */
    static int[] ids(String text) {
        if (text.equals(OFF)) {
            return new int[0];
        }
        if (!IDS.matcher(text).matches()) {
            throw new IllegalArgumentException("");
        }
        return Arrays.stream(text.split(" *, *", -1))
                .mapToInt(Integer::parseUnsignedInt)
                .toArray();
    }

    static String ids(Set<Integer> ids) {
        return ids.isEmpty()
                ? OFF
                : ids.stream()
                        .sorted(Integer::compareUnsigned)
                        .map(Integer::toUnsignedString)
                        .collect(Collectors.joining(", "));
    }

    static Duration duration(String text) {
        if (text.equals(OFF)) {
            return ConnectionSettings.OFF;
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    NUMBER.matcher(text).matches()
                            ? "a duration needs a unit: " + text + "ms or " + text + "s"
                            : "a duration is a whole number and one of the units ms, s, m and h");
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    static long size(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a size is a whole number of bytes, or one with B, KiB, MiB or GiB");
        }
        String unit = parts.group(2) == null ? "B" : parts.group(2);
        return Math.multiplyExact(Long.parseLong(parts.group(1)), unitBytes(unit));
    }

    /** A number or a size that may be switched off. */
    static long orUnlimited(String text, ToLongFunction<String> read) {
        return text.equals(OFF) ? ConnectionSettings.UNLIMITED : read.applyAsLong(text);
    }

    static String orOff(long value, LongFunction<String> write) {
        return value == ConnectionSettings.UNLIMITED ? OFF : write.apply(value);
    }

    static <E extends Enum<E>> E choice(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> choice(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(""));
    }

    static <E extends Enum<E>> String choices(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(ConfigText::choice).collect(Collectors.joining(" or "));
    }

    static String choice(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The shortest notation that reads back as the same value; a fraction of a millisecond has none and is cut off. */
    static String duration(Duration value) {
        if (value.equals(ConnectionSettings.OFF)) {
            return OFF;
        }
        if (value.compareTo(ConnectionSettings.LONGEST) > 0) {
            return value.toHours() + "h";
        }
        long millis = value.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String size(long bytes) {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            if (bytes >= unitBytes(unit) && bytes % unitBytes(unit) == 0) {
                return bytes / unitBytes(unit) + unit;
            }
        }
        return bytes + "B";
    }

    /** Text of unknown origin as one short printable piece of an error message. */
    static String quote(String text) {
        String printable = text.codePoints()
                .limit(60)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "'" + printable + (printable.length() < text.length() ? "..." : "") + "'";
    }

    private static long digits(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("");
        }
        return Long.parseLong(text);
    }

    private static long unitBytes(String unit) {
        return switch (unit) {
            case "GiB" -> 1L << 30;
            case "MiB" -> 1L << 20;
            case "KiB" -> 1L << 10;
            default -> 1;
        };
    }
}

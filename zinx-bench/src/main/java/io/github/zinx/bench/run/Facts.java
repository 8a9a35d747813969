package io.github.zinx.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is to be said of the circumstances. */
final class Facts {

    private static final String UNKNOWN = "unknown";

    private Facts() {}

    /** In the order in which they are to be read; {@code args} are those of the command line. */
    static Map<String, String> of(List<String> args, Plan plan, Cores cores, Generators generators) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "date",
                ZonedDateTime.now(ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH))
                        + " UTC");
        facts.put(
                "command",
                "`./zinx bench "
                        + String.join(" ", args.stream().map(Facts::quoted).toList())
                                .strip() + "`");
        facts.put("version", System.getProperty("zinx.bench.version", UNKNOWN));
        facts.put(
                "CPU",
                valueIn("/proc/cpuinfo", "model name") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores");
        facts.put("memory", memory());
        facts.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put(
                "JDK",
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")) + ", "
                        + Runtime.version());
        facts.put("cores", cores.toString());
        facts.put(
                "generator",
                generators.hasC() ? "in C for echo, open loop and fairness; in Java for the rest" : "in Java");
        facts.put(
                "rounds",
                plan.rounds() + ", each of " + plan.effort().measured().toMillis() / 1e3 + " s or more after "
                        + plan.effort().serverWarmup().toMillis() / 1e3 + " s of load on each fresh server");
        facts.put(
                "disturbance",
                CpuWatch.isPossible()
                        ? "dropped where other processes used more than " + Math.round(Measurement.DISTURBED * 100)
                                + " % of a core"
                        : "not detected: that takes Linux's /proc/stat");
        return facts;
    }

    private static String memory() {
        String words = valueIn("/proc/meminfo", "MemTotal");
        String[] parts = words.split(" ");
        return parts.length == 2 ? Math.round(Long.parseLong(parts[0]) / 1024.0 / 1024.0) + " GiB" : words;
    }

    private static String valueIn(String file, String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

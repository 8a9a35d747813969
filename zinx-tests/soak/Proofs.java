import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the tests that {@code docs/promises.md} names, and no others, at their full counts, and says of each class how it
 * went. Run by {@code ./zinx soak --proofs}; the arguments are the checkout and the Java version.
 */
public final class Proofs {

    /** How long one test may take, and all of one module. They are bounds for what hangs, and far from what is needed. */
    private static final Duration LONGEST_TEST = Duration.ofMinutes(15);

    private static final Duration LONGEST_MODULE = Duration.ofHours(2);

    private static final Pattern CODE = Pattern.compile("`(\\w+)`");
    private static final Pattern CLASS_RUN = Pattern.compile(
            "Tests run: (\\d+), Failures: (\\d+), Errors: (\\d+), Skipped: (\\d+), Time elapsed: (\\S+ s).* in (\\S+)");

    private final Set<String> tests;
    private final Map<String, Integer> ran = new LinkedHashMap<>();
    private final List<String> bad = new ArrayList<>();

    private Proofs(Set<String> tests) {
        this.tests = tests;
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Proofs proofs = new Proofs(named(Files.readAllLines(root.resolve("docs/promises.md"))));
        System.exit(proofs.hold(root, arguments[1]) ? 0 : 1);
    }

    /** The tests that stand in the third column of the tables. */
    private static Set<String> named(List<String> lines) {
        Set<String> tests = new TreeSet<>();
        for (String line : lines) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > 3 && cells[1].strip().matches("[BP]\\d+")) {
                CODE.matcher(cells[3]).results().forEach(test -> tests.add(test.group(1)));
            }
        }
        return tests;
    }

    private boolean hold(Path root, String java) throws Exception {
        System.out.println(tests.size() + " classes at full count; this takes some minutes");
        long start = System.nanoTime();
        Path log = Files.createDirectories(root.resolve("zinx-tests/target")).resolve("proofs.log");
        int code = run(root, java, log);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        List<String> missing = tests.stream().filter(test -> !ran.containsKey(test)).toList();
        int count = ran.values().stream().mapToInt(n -> n).sum();
        String time = took.toMinutes() + " min " + took.toSecondsPart() + " s";
        if (code == 0 && bad.isEmpty() && missing.isEmpty()) {
            System.out.printf("every promise held: %d classes, %d tests, %s%n", ran.size(), count, time);
            return true;
        }
        System.out.printf("NOT PROVED after %s: red %s, not run %s, Maven's code %d; see %s%n", time, bad, missing, code, log);
        return false;
    }

    private int run(Path root, String java, Path log) throws Exception {
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-ntp",
                        "-f",
                        root.resolve("pom.xml").toString(),
                        "-fae",
                        "-Dtest=" + String.join(",", tests),
                        "-Dtest.java.version=" + java,
                        "-Dtest.counts=full",
                        "-Dtest.forks=1",
                        "-Dtest.timeout=" + LONGEST_TEST.toMinutes() + " m",
                        "-Dtest.timeout.all=" + LONGEST_MODULE.toSeconds(),
                        "test")
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            maven.descendants().forEach(ProcessHandle::destroy);
            maven.destroy();
        }));
        maven.getOutputStream().close();
        try (BufferedReader lines = maven.inputReader(StandardCharsets.UTF_8);
                PrintStream copy = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.println(line);
                tell(line);
            }
        }
        return maven.waitFor();
    }

    private void tell(String line) throws IOException {
        Matcher run = CLASS_RUN.matcher(line);
        if (run.find()) {
            String test = run.group(6).substring(run.group(6).lastIndexOf('.') + 1);
            boolean green = run.group(2).equals("0") && run.group(3).equals("0");
            ran.merge(test, Integer.parseInt(run.group(1)), Integer::sum);
            if (!green) {
                bad.add(test);
            }
            String skipped = run.group(4).equals("0") ? "" : ", " + run.group(4) + " skipped";
            System.out.printf(
                    "%-5s %-30s %3s tests%s, %s%n", green ? "held" : "RED", test, run.group(1), skipped, run.group(5));
        } else if (line.startsWith("[ERROR]")) {
            System.out.println(line);
        }
    }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Puts faults back, one at a time, and demands that the test which promises their absence turns red. Run by
 * {@code ./zinx faults [NAME...]}; works on a copy and leaves the checkout alone.
 *
 * <p>A fault is a file {@code NAME.fault} beside this one:
 *
 * <pre>
 * what: one line that says what is broken
 * test: SomeTest#method          (as Maven's -Dtest takes it)
 * file: path/of/a/source/file
 * find:
 *     lines that occur exactly once in it
 * replace:
 *     what stands there instead
 * </pre>
 *
 * with {@code file}, {@code find}, {@code replace} again for a further edit.
 */
public final class Faults {

    private static final int LONGEST_RUN_MINUTES = 6;

    private record Edit(Path file, String find, String replace) {}

    private record Fault(String name, String what, String test, List<Edit> edits) {}

    private final Path copy;
    private final Path log;

    private Faults(Path copy) {
        this.copy = copy;
        this.log = copy.resolve("faults.log");
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        List<Fault> faults = read(root.resolve("zinx-tests/faults"), Set.copyOf(List.of(arguments).subList(1, arguments.length)));
        Path copy = Files.createTempDirectory("zinx-faults");
        boolean found;
        try {
            copy(root, copy);
            found = new Faults(copy).run(faults);
        } finally {
            delete(copy);
        }
        System.exit(found ? 0 : 1);
    }

    private boolean run(List<Fault> faults) throws Exception {
        Set<String> tests = new LinkedHashSet<>();
        faults.forEach(fault -> tests.add(fault.test()));
        System.out.println(faults.size() + " faults; first their tests as they are");
        if (!passes(String.join(",", tests))) {
            System.out.println(Files.readString(log));
            System.out.println("the tests fail without any fault: nothing can be said");
            return false;
        }
        List<String> missed = new ArrayList<>();
        for (Fault fault : faults) {
            long start = System.nanoTime();
            String verdict = verdict(fault);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            System.out.printf("%-12s %-40s %s (%s, %d s)%n", verdict, fault.name(), fault.what(), fault.test(), seconds);
            if (!verdict.equals("red")) {
                missed.add(fault.name());
            }
        }
        System.out.printf("%d faults, %d found%s%n", faults.size(), faults.size() - missed.size(), missed.isEmpty() ? "" : "; not found: " + missed);
        return missed.isEmpty();
    }

    private String verdict(Fault fault) throws Exception {
        List<String> before = new ArrayList<>();
        for (Edit edit : fault.edits()) {
            Path file = copy.resolve(edit.file());
            String text = Files.readString(file);
            before.add(text);
            if (occurrences(text, edit.find()) != 1) {
                restore(fault, before);
                return "STALE";
            }
            Files.writeString(file, text.replace(edit.find(), edit.replace()));
        }
        try {
            if (passes(fault.test())) {
                return "NOT FOUND";
            }
            String said = Files.readString(log);
            boolean testFailed = said.lines().anyMatch(line -> line.matches(".*Tests run: \\d+, (Failures: [1-9]|Failures: 0, Errors: [1-9]).*"));
            boolean timedOut = said.contains("There was a timeout");
            return testFailed || timedOut ? "red" : "NO BUILD";
        } finally {
            restore(fault, before);
        }
    }

    private void restore(Fault fault, List<String> before) throws IOException {
        for (int i = before.size() - 1; i >= 0; i--) {
            Files.writeString(copy.resolve(fault.edits().get(i).file()), before.get(i));
        }
    }

    /** Compiles what has changed and nothing else: a fault changes no signature that other classes would have to know. */
    private boolean passes(String tests) throws Exception {
        List<String> command = List.of(
                "mvn",
                "-B",
                "-ntp",
                "-DskipChecks",
                "-Dmaven.compiler.useIncrementalCompilation=false",
                "-Dtest=" + tests,
                "test");
        Process maven = new ProcessBuilder(command)
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        maven.getOutputStream().close();
        if (!maven.waitFor(LONGEST_RUN_MINUTES, TimeUnit.MINUTES)) {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly().waitFor();
            Files.writeString(log, "There was a timeout");
            return false;
        }
        return maven.exitValue() == 0;
    }

    // ---- the files ----

    private static List<Fault> read(Path folder, Set<String> wanted) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Fault> faults = files.filter(file -> file.toString().endsWith(".fault"))
                    .sorted()
                    .map(Faults::parse)
                    .filter(fault -> wanted.isEmpty() || wanted.contains(fault.name()))
                    .toList();
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("there is no fault called " + wanted + " in " + folder);
            }
            return faults;
        }
    }

    private static Fault parse(Path path) {
        try {
            String what = "";
            String test = "";
            String file = "";
            List<Edit> edits = new ArrayList<>();
            StringBuilder find = new StringBuilder();
            StringBuilder replace = new StringBuilder();
            StringBuilder into = null;
            for (String line : Files.readAllLines(path)) {
                if (line.startsWith("what:")) {
                    what = line.substring(5).strip();
                } else if (line.startsWith("test:")) {
                    test = line.substring(5).strip();
                } else if (line.startsWith("file:")) {
                    add(edits, file, find, replace);
                    file = line.substring(5).strip();
                    into = null;
                } else if (line.equals("find:")) {
                    into = find;
                } else if (line.equals("replace:")) {
                    into = replace;
                } else if (into != null) {
                    into.append(line).append('\n');
                }
            }
            add(edits, file, find, replace);
            String name = path.getFileName().toString().replace(".fault", "");
            return new Fault(name, what, test, edits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(List<Edit> edits, String file, StringBuilder find, StringBuilder replace) {
        if (!file.isEmpty()) {
            edits.add(new Edit(Path.of(file), find.toString(), replace.toString()));
            find.setLength(0);
            replace.setLength(0);
        }
    }

    private static int occurrences(String text, String part) {
        return part.isEmpty() ? 0 : text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private static void copy(Path from, Path to) throws IOException {
        Set<String> left = Set.of("target", ".git");
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (left.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of promises names tests and methods that are there, and each fault can still be put back. */
class PromisesTest {

    private static final Pattern FAULT_NAME = Pattern.compile("([BP]\\d\\d)-.*\\.fault");
    private static final Pattern EDIT = Pattern.compile("(?s)file: (.*?)\nfind:\n(.*?\n)replace:\n");

    private static List<List<String>> rows() {
        return Repository.document("docs/promises.md").tables().stream()
                .flatMap(table -> table.rows().stream().skip(1))
                .toList();
    }

    @Test
    void everyFaultAndEveryPromiseHasItsRow() {
        List<String> expected = Stream.concat(
                        IntStream.rangeClosed(1, 40).mapToObj(number -> "B" + number),
                        IntStream.rangeClosed(1, 19).mapToObj(number -> "P" + number))
                .toList();

        assertEquals(expected, rows().stream().map(List::getFirst).toList());
    }

    @Test
    void testsThatAreNamedAreThere() {
        List<String> missing = rows().stream()
                .flatMap(row -> Markdown.codeSpans(row.get(2)))
                .filter(test -> Repository.source(test).isEmpty())
                .toList();

        assertEquals(List.of(), missing);
    }

    @Test
    void codeThatIsNamedIsThere() {
        List<String> missing = rows().stream()
                .flatMap(row -> Markdown.codeSpans(row.get(3)))
                .filter(code -> !isThere(code))
                .toList();

        assertEquals(List.of(), missing);
    }

    /** Both ways: no row without an edit that has been seen to turn its test red, and no fault that has no row. */
    @Test
    void everyRowNamesItsFaultsAndEveryFaultIsNamed() throws IOException {
        Set<String> all = new TreeSet<>();
        for (Path fault : faults()) {
            all.add(fault.getFileName().toString().replace(".fault", ""));
        }
        Set<String> named = new TreeSet<>();
        for (List<String> row : rows()) {
            List<String> edits = Markdown.codeSpans(row.get(4)).toList();
            assertFalse(edits.isEmpty(), row.getFirst());
            named.addAll(edits);
            List<String> own = all.stream()
                    .filter(name -> row(name).equals(row.getFirst()))
                    .toList();
            assertTrue(edits.containsAll(own), () -> row.getFirst() + " wants " + own);
        }
        assertEquals(all, named);
    }

    @Test
    void faultsTurnTestsOfTheirRowRed() throws IOException {
        Map<String, List<String>> tests = rows().stream()
                .collect(Collectors.toMap(
                        List::getFirst, row -> Markdown.codeSpans(row.get(2)).toList()));
        for (Path fault : faults()) {
            String line = Files.readString(fault)
                    .lines()
                    .filter(each -> each.startsWith("test: "))
                    .findFirst()
                    .orElseThrow();
            for (String test : line.substring("test: ".length()).split(",", -1)) {
                List<String> known = tests.get(row(fault.getFileName().toString()));
                assertTrue(known.contains(test.replaceAll("#.*", "").strip()), () -> fault + " turns " + test + " red");
            }
        }
    }

    @Test
    void faultsCanStillBePutBack() throws IOException {
        for (Path fault : faults()) {
            List<MatchResult> edits =
                    EDIT.matcher(Files.readString(fault)).results().toList();
            assertFalse(edits.isEmpty(), () -> fault + " changes nothing");
            for (MatchResult edit : edits) {
                String source = Files.readString(Repository.ROOT.resolve(edit.group(1)));
                String find = edit.group(2);
                assertTrue(source.contains(find), () -> fault + " is stale");
                assertEquals(source.indexOf(find), source.lastIndexOf(find), () -> fault + " fits twice");
            }
        }
    }

    private static List<Path> faults() {
        return Repository.files(
                file -> FAULT_NAME.matcher(file.getFileName().toString()).matches());
    }

    /** The row of a fault is what it begins with: B7 for B07-sender-left-behind. */
    private static String row(String fault) {
        return fault.charAt(0) + "" + Integer.parseInt(fault.substring(1, 3));
    }

    private static boolean isThere(String code) {
        List<String> parts = Stream.of(code.split("\\.", -1)).toList();
        Optional<Path> source = Repository.source(parts.getFirst());
        return source.isPresent() && (parts.size() == 1 || has(source.get(), " " + parts.get(1) + "("));
    }

    private static boolean has(Path source, String text) {
        try {
            return Files.readString(source).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}

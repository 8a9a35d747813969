package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.zinx.tests.documents.Markdown.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every case of the catalogue has a test, and that test is there. */
class ReliabilityTest {

    private final List<List<String>> cases = cases();

    @Test
    void everyCaseHasItsNumberAndItsTest() {
        List<String> expected = IntStream.rangeClosed(1, cases.size())
                .mapToObj(Integer::toString)
                .toList();

        assertFalse(cases.isEmpty());
        assertEquals(expected, cases.stream().map(List::getFirst).toList());
        assertEquals(
                List.of(),
                cases.stream()
                        .filter(row -> Markdown.codeSpans(row.get(2)).findAny().isEmpty())
                        .toList());
    }

    @Test
    void testsThatAreNamedAreThere() {
        List<String> missing = cases.stream()
                .flatMap(row -> Markdown.codeSpans(row.get(2)))
                .filter(test -> !isThere(test))
                .toList();

        assertEquals(List.of(), missing);
    }

    private static List<List<String>> cases() {
        return Repository.document("docs/reliability.md").tables().stream()
                .map(Table::rows)
                .filter(rows -> rows.getFirst().get(1).equals("case"))
                .flatMap(rows -> rows.stream().skip(1))
                .toList();
    }

    /** A class of tests, or a method in one of those of this name. */
    private static boolean isThere(String test) {
        String[] parts = test.split("\\.", -1);
        Stream<Path> sources = Repository.files(file -> file.endsWith(parts[0] + ".java")).stream();
        return sources.anyMatch(source -> parts.length == 1 || declares(source, parts[1]));
    }

    private static boolean declares(Path source, String method) {
        try {
            return Files.readString(source).contains("void " + method + "(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of promises names tests and methods that are there, and each fault can still be put back. */
class PromisesTest {

    private static final Pattern FAULT_NAME = Pattern.compile("B\\d\\d-.*\\.fault");

    private static List<List<String>> rows() {
        return Repository.document("docs/promises.md").tables().getFirst().rows().stream()
                .skip(1)
                .toList();
    }

    @Test
    void everyFaultHasItsRow() {
        List<String> expected =
                IntStream.rangeClosed(1, 40).mapToObj(number -> "B" + number).toList();

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

    @Test
    void faultsCanStillBePutBack() throws IOException {
        List<Path> faults = Repository.files(
                file -> FAULT_NAME.matcher(file.getFileName().toString()).matches());
        assertTrue(faults.size() >= 20, () -> "only " + faults);
        for (Path fault : faults) {
            String text = Files.readString(fault);
            String file = text.lines()
                    .filter(line -> line.startsWith("file: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("file: ".length());
            String find = text.substring(text.indexOf("find:\n") + "find:\n".length(), text.indexOf("replace:\n"));
            assertTrue(Files.readString(Repository.ROOT.resolve(file)).contains(find), () -> fault + " is stale");
        }
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

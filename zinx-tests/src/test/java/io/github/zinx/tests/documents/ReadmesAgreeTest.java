package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.zinx.tests.documents.Markdown.Block;
import io.github.zinx.tests.documents.Markdown.Heading;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The two languages of the README say the same, as far as that shows without reading them. */
class ReadmesAgreeTest {

    private final Markdown english = Repository.document("README.md");
    private final Markdown chinese = Repository.document("README.zh-CN.md");

    @Test
    void headingsHaveTheSameLevels() {
        assertFalse(levels(english).isEmpty());
        assertEquals(levels(english), levels(chinese));
    }

    @Test
    void tablesHaveTheSameRowsAndColumns() {
        assertFalse(english.tables().isEmpty());
        assertEquals(shapes(english), shapes(chinese));
    }

    @Test
    void tablesHoldTheSameCode() {
        assertEquals(code(english), code(chinese));
    }

    @Test
    void codeBlocksAreTheSameToTheByte() {
        assertFalse(english.blocks().isEmpty());
        assertEquals(contents(english), contents(chinese));
    }

    @Test
    void theyLeadToTheSamePlaces() {
        Predicate<String> other = link -> !link.startsWith("README");
        assertEquals(
                english.links().stream().filter(other).toList(),
                chinese.links().stream().filter(other).toList());
    }

    private static List<Integer> levels(Markdown readme) {
        return readme.headings().stream().map(Heading::level).toList();
    }

    private static List<List<Integer>> shapes(Markdown readme) {
        return readme.tables().stream()
                .map(table -> table.rows().stream().map(List::size).toList())
                .toList();
    }

    /** What is code in each row; a sentence may name things in another order in another language. */
    private static String code(Markdown readme) {
        return readme.tables().stream()
                .flatMap(table -> table.rows().stream())
                .map(row -> row.stream().flatMap(Markdown::codeSpans).sorted().toList())
                .map(List::toString)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> contents(Markdown readme) {
        return readme.blocks().stream()
                .map((Block block) -> block.language() + "\n" + block.content())
                .toList();
    }
}

package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.zinx.tests.documents.Markdown.Heading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links from one document to another, or into the sources, lead somewhere. Links to other hosts are not followed. */
class LinksTest {

    static List<Markdown> documents() {
        List<Markdown> documents = Repository.documents();
        assertFalse(documents.isEmpty());
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Markdown document) {
        List<String> broken = document.links().stream()
                .filter(link -> !link.startsWith("https://"))
                .filter(link -> !resolves(document, link))
                .toList();

        assertEquals(List.of(), broken, document.name());
    }

    private static boolean resolves(Markdown from, String link) {
        int sign = link.indexOf('#');
        String path = sign < 0 ? link : link.substring(0, sign);
        Path target = path.isEmpty() ? from.file() : from.file().resolveSibling(path);
        if (!Files.exists(target)) {
            return false;
        }
        return sign < 0 || hasHeading(target.normalize(), link.substring(sign + 1));
    }

    private static boolean hasHeading(Path target, String anchor) {
        Optional<Markdown> document = Repository.documents().stream()
                .filter(candidate -> candidate.file().equals(target))
                .findFirst();
        return document.isPresent()
                && document.get().headings().stream().map(Heading::anchor).anyMatch(anchor::equals);
    }
}

package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.documents.Markdown.Table;
import io.github.zinx.wire.FrameCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the tables of the documents say about keys, defaults, bytes and names is what the code says. */
class TablesTest {

    private static final List<String> PACKAGES =
            List.of("io.github.zinx", "io.github.zinx.wire", "io.github.zinx.server", "io.github.zinx.client");

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{2}( [0-9a-f]{2})+");
    private static final Pattern API = Pattern.compile("([A-Z]\\w+)(?:\\.([a-z]\\w+))?");

    /** Every key of the configuration with its default, in the order of the documentation. */
    private final Map<String, String> defaults = ServerConfig.defaults()
            .describe()
            .lines()
            .map(line -> line.split(" = ", 2))
            .collect(Collectors.toMap(line -> line[0], line -> line[1]));

    @Test
    void theReadmeHasEveryKeyWithItsDefault() {
        Map<String, String> documented = rows(Repository.document("README.md"))
                .filter(row -> row.size() == 3)
                .filter(row -> defaults.containsKey(bare(row.getFirst())))
                .collect(Collectors.toMap(row -> bare(row.getFirst()), row -> bare(row.getLast())));

        assertEquals(defaults, documented);
    }

    @Test
    void keysOfZinxHaveOurKeysAndDefaults() {
        Map<String, String> documented = rows(Repository.document("docs/from-go-zinx.md"))
                .filter(row -> row.size() == 4)
                .filter(row -> defaults.containsKey(bare(row.get(1))))
                .collect(Collectors.toMap(
                        row -> bare(row.get(1)),
                        row -> Markdown.codeSpans(row.getLast()).findFirst().orElse("none")));

        assertEquals(8, documented.size());
        documented.forEach((key, value) -> assertEquals(defaults.get(key), value, key));
    }

    @Test
    void bytesAreWhatTheCodecWrites() {
        List<List<String>> layouts = Repository.documents().stream()
                .flatMap(TablesTest::rows)
                .filter(row -> row.size() > 1 && HEX.matcher(bare(row.get(1))).matches())
                .toList();

        assertFalse(layouts.isEmpty());
        for (List<String> row : layouts) {
            FrameCodec codec = FrameCodec.named(
                    Markdown.codeSpans(row.getFirst()).findFirst().orElseThrow());
            byte[] frame = codec.encoder().encode(1, "hello".getBytes(StandardCharsets.US_ASCII));
            assertEquals(HexFormat.ofDelimiter(" ").formatHex(frame), bare(row.get(1)), codec.name());
        }
    }

    @Test
    void ourNamesForThoseOfZinxExist() {
        Table names = Repository.document("docs/from-go-zinx.md").tables().getFirst();
        List<String> ours = names.rows().stream()
                .flatMap(row -> Markdown.codeSpans(row.get(1)))
                .toList();

        assertFalse(ours.isEmpty());
        assertEquals(List.of(), ours.stream().filter(name -> !exists(name)).toList());
    }

    /** Keys that a document names as `group.key` are keys. */
    @Test
    void keysThatAreNamedExist() {
        Pattern key = Pattern.compile("(server|workers|frame|connection|login)\\.([a-z]+(?:-[a-z]+)*)(:.*)?");
        TreeSet<String> wrong = Repository.documents().stream()
                .flatMap(Markdown::codeSpans)
                .map(key::matcher)
                .filter(span -> span.matches())
                .map(span -> span.group(1) + "." + span.group(2))
                .filter(named -> !defaults.containsKey(named))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(new TreeSet<>(), wrong);
    }

    private static boolean exists(String name) {
        var parts = API.matcher(name);
        return parts.matches()
                && PACKAGES.stream()
                        .map(room -> type(room + "." + parts.group(1)))
                        .flatMap(Optional::stream)
                        .anyMatch(type -> parts.group(2) == null
                                || Arrays.stream(type.getMethods())
                                        .anyMatch(method -> method.getName().equals(parts.group(2))));
    }

    private static Optional<Class<?>> type(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Stream<List<String>> rows(Markdown document) {
        return document.tables().stream().map(Table::rows).flatMap(List::stream);
    }

    private static String bare(String cell) {
        return cell.replace("`", "");
    }
}

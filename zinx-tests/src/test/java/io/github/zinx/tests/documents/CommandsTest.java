package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.tests.documents.Markdown.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands and options that the documents name are those that {@code ./zinx help} lists, and the other way round. */
class CommandsTest {

    private static final Pattern IN_HELP = Pattern.compile("  (\\w+) {2,}(.*)");
    private static final Pattern CALL = Pattern.compile("\\./zinx +([\\w-]+)([^|)\"]*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z]+[a-z-]*");
    private static final Pattern TEST = Pattern.compile("-Dtest=(\\w+)");

    /** What stands in the help for each command. */
    private final Map<String, String> help = help();

    @Test
    void everyCommandExistsWithItsOptions() {
        List<String> wrong = new ArrayList<>();
        for (Markdown document : Repository.documents()) {
            commandLines(document)
                    .forEach(line -> CALL.matcher(line).results().forEach(call -> {
                        String known = help.get(call.group(1));
                        boolean options = OPTION.matcher(call.group(2))
                                .results()
                                .allMatch(option -> known != null && known.contains(option.group()));
                        if (known == null || !options) {
                            wrong.add(document.name() + ": " + call.group());
                        }
                    }));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void theReadmeNamesEveryCommand() {
        Set<String> named = commandLines(Repository.document("README.md"))
                .flatMap(line -> CALL.matcher(line).results())
                .map(call -> call.group(1))
                .collect(Collectors.toSet());

        assertEquals(help.keySet(), named);
    }

    @Test
    void testsThatAreNamedExist() {
        List<String> named = Repository.documents().stream()
                .flatMap(CommandsTest::commandLines)
                .flatMap(line -> TEST.matcher(line).results())
                .map(test -> test.group(1))
                .toList();

        assertFalse(named.isEmpty());
        named.forEach(test -> assertTrue(Repository.source(test).isPresent(), test));
    }

    private static Stream<String> commandLines(Markdown document) {
        Stream<String> blocks = document.blocks().stream()
                .filter(block -> Set.of("sh", "text").contains(block.language()))
                .map(Block::content)
                .flatMap(String::lines);
        return Stream.concat(blocks, document.codeSpans());
    }

    private static Map<String, String> help() {
        Map<String, String> commands = new LinkedHashMap<>();
        try {
            Process process = new ProcessBuilder(
                            "sh", Repository.ROOT.resolve("zinx").toString(), "help")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .map(IN_HELP::matcher)
                    .filter(line -> line.matches())
                    .forEach(line -> commands.put(line.group(1), line.group(2)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertTrue(commands.containsKey("demo"), commands::toString);
        return commands;
    }
}

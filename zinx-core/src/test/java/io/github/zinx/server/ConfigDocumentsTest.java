package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo's config.yaml and docs/configuration.md against the table of keys. */
class ConfigDocumentsTest {

    private final Path yaml = root().resolve("config.yaml");

    @Test
    void demoReadsTheValuesOfTheChapter() {
        assertEquals(
                ServerConfig.builder()
                        .name("zinx v-0.8 demoApp")
                        .host("127.0.0.1")
                        .port(7777)
                        .maxConnections(3)
                        .workers(10)
                        .idleTimeout(Duration.ofSeconds(60))
                        .build(),
                ConfigFile.load(yaml, Map.of(), Map.of()));
    }

    @Test
    void demoHasEveryKeyCommentedWithItsDefault() throws IOException {
        List<String> lines = Files.readAllLines(yaml);
        int from = 0;
        for (ConfigKey key : ConfigKey.ALL) {
            String entry = "  " + key.path().substring(key.group().length() + 1) + ": ";
            int at = from;
            while (at < lines.size() && !lines.get(at).startsWith(entry)) {
                at++;
            }
            assertTrue(at < lines.size(), key.path() + " is missing, or not where the table has it");
            String comment = lines.get(at - 1);
            String wanted = "Default: " + key.get().apply(ServerConfig.defaults());
            assertTrue(comment.startsWith("  #") && comment.endsWith(" " + wanted), key.path() + " wants " + wanted);
            from = at + 1;
        }
    }

    @Test
    void documentationHasOneRowForEachKey() throws IOException {
        List<String> rows = Files.readAllLines(root().resolve("docs/configuration.md")).stream()
                .filter(line -> line.contains("| `ZINX_"))
                .toList();
        List<String> wanted = ConfigKey.ALL.stream()
                .map(key -> "| `" + key.path() + "` | `" + key.variable() + "` | `" + key.property() + "` | `"
                        + key.builder() + "` | " + key.unit() + " | `"
                        + key.get().apply(ServerConfig.defaults()) + "` | " + key.rule() + " |")
                .toList();
        assertEquals(String.join("\n", wanted), String.join("\n", rows));
    }

    /** The folder of the whole project, whichever folder of it the tests are run in. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("config.yaml"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}

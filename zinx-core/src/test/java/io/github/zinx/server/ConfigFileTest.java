package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConfigException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("absent.yaml");
        String message = refusal(file);
        assertTrue(message.startsWith(file + ": there is no such file"), message);
    }

    @Test
    void folderIsNotAFile() {
        assertTrue(refusal(folder).startsWith(folder + ": is not a regular file"));
    }

    @Test
    void fileOverItsLimitIsRefusedSoon() throws IOException {
        Path file = folder.resolve("huge.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(10L << 30);
        }
        String message = assertTimeoutPreemptively(SOON, () -> refusal(file));
        assertTrue(message.startsWith(file + ": is refused") && message.contains("128KiB"), message);
    }

    @Test
    void fileOfExactlyItsLimitIsRead() throws IOException {
        String yaml = "server:\n  port: 8000\n#";
        Path file = write(
                "c.yaml", (yaml + "x".repeat(ConfigFile.MAX_BYTES - yaml.length())).getBytes(StandardCharsets.UTF_8));
        assertEquals(8000, load(file).port());
        assertTrue(refusal(write("d.yaml", (yaml + "x".repeat(ConfigFile.MAX_BYTES)).getBytes(StandardCharsets.UTF_8)))
                .contains("128KiB"));
    }

    @Test
    void fileThatIsNotTextIsRefused() throws IOException {
        assertTrue(refusal(write("c.yaml", "server: {}".getBytes(StandardCharsets.UTF_16)))
                .contains("is not UTF-8 text"));
        assertTrue(refusal(write("d.yaml", new byte[] {'a', ':', ' ', (byte) 0xFF}))
                .contains("is not UTF-8 text"));
        assertTrue(refusal(write("e.yaml", new byte[100])).contains("is malformed"));
    }

    @Test
    void eachSourceOverrulesTheOneBefore() throws IOException {
        Path file = write("c.yaml", """
                server: { port: 1001, backlog: 1001, max-connections: 1001, name: file }
                """.getBytes(StandardCharsets.UTF_8));
        ServerConfig config = ConfigFile.load(
                file,
                Map.of(
                        "ZINX_SERVER_PORT",
                        "1002",
                        "ZINX_SERVER_BACKLOG",
                        "1002",
                        "ZINX_SERVER_MAX_CONNECTIONS",
                        "1002"),
                Map.of("zinx.server.port", "1003", "zinx.server.backlog", "1003"),
                ConfigFileTest::noWarning);
        ServerConfig built = config.toBuilder().port(1004).build();
        assertEquals(1004, built.port());
        assertEquals(1003, built.backlog());
        assertEquals(1002, built.maxConnections());
        assertEquals("file", built.name());
        assertEquals(ServerConfig.defaults().host(), built.host());
    }

    @Test
    void valuesOfSeveralSourcesAreJudgedTogether() throws IOException {
        Path file = write("c.yaml", "workers: { count: 0 }".getBytes(StandardCharsets.UTF_8));
        Map<String, String> platform = Map.of("ZINX_WORKERS_THREADS", "platform");
        String message = assertThrows(
                        ConfigException.class,
                        () -> ConfigFile.load(file, platform, Map.of(), ConfigFileTest::noWarning))
                .getMessage();
        assertTrue(
                message.startsWith(file + ", line 1 and environment variable ZINX_WORKERS_THREADS: workers.threads"),
                message);
        ServerConfig config =
                ConfigFile.load(file, platform, Map.of("zinx.workers.count", "4"), ConfigFileTest::noWarning);
        assertEquals(4, config.workers().count());
        assertEquals(256, config.workers().maxWaiting());
    }

    @Test
    void damagedFilesEndInAConfigurationOrAConfigException() throws IOException {
        String good = Files.readString(ConfigDocumentsTest.root().resolve("config.yaml"));
        Random random = new Random(20_261_122);
        String spice = "{}[]:,&*!|>'\"%@`#-?~\n\t \\0aé\u0000\uFFFF";
        List<String> outcomes = new ArrayList<>();
        for (int round = 0; round < 1500; round++) {
            StringBuilder damaged = new StringBuilder(good);
            for (int edit = random.nextInt(1, 6); edit > 0; edit--) {
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.insert(at, spice.charAt(random.nextInt(spice.length())));
                    case 1 -> damaged.deleteCharAt(at);
                    default -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(1, 40)));
                }
            }
            Path file = write("damaged.yaml", damaged.toString().getBytes(StandardCharsets.UTF_8));
            try {
                load(file);
                outcomes.add("good");
            } catch (ConfigException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
                assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
                outcomes.add("refused");
            }
        }
        assertTrue(outcomes.contains("good") && outcomes.contains("refused"));
    }

    private static ServerConfig load(Path file) {
        return ConfigFile.load(file, Map.of(), Map.of(), ConfigFileTest::noWarning);
    }

    private static String refusal(Path file) {
        return assertThrows(ConfigException.class, () -> load(file)).getMessage();
    }

    private static void noWarning(String warning) {
        throw new AssertionError(warning);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}

package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigYamlTest {

    /** Three times what an error in a file may take, one second, and one more. */
    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    static Stream<Arguments> wrong() {
        return Stream.of(
                // what is written, the line of the fault, what the message must say
                Arguments.of(
                        "server:\n  prot: 1", 2, "'server.prot': there is no such key; the nearest is server.port"),
                Arguments.of("port: 1", 1, "'port': there is no such key; the nearest is server.port"),
                Arguments.of("sever:\n  port: 1", 1, "'sever': there is no such key; the nearest is server."),
                Arguments.of(
                        "server:\n  idle-timeout: 5s",
                        2,
                        "'server.idle-timeout': there is no such key; the nearest is connection.idle-timeout"),
                Arguments.of(
                        "server:\n  Port: 1", 2, "'server.Port': there is no such key; the nearest is server.port"),
                Arguments.of("frame:\n  port: 5", 2, "there is no such key; the nearest is server.port"),
                Arguments.of("server:\n  port: 1\n  port: 2", 3, "server.port: is given twice, first in line 2"),
                Arguments.of("server: {}\n\nserver: {}", 3, "server: is given twice, first in line 1"),
                Arguments.of("server:\n  port:", 2, "server.port: has no value"),
                Arguments.of("server:\n  name: ~", 2, "server.name: has no value"),
                Arguments.of("server:\n  name: null", 2, "server.name: has no value"),
                Arguments.of("server:\n  name: NULL", 2, "server.name: has no value"),
                Arguments.of("server:", 1, "server: is empty"),
                Arguments.of("server: 5", 1, "server: must be a group"),
                Arguments.of("server: [port]", 1, "server: must be a group"),
                Arguments.of("server:\n  port: [1]", 2, "server.port: must be one plain value"),
                Arguments.of("server:\n  port: {a: 1}", 2, "server.port: must be one plain value"),
                Arguments.of("null", 1, "the file must consist of groups"),
                Arguments.of("- a", 1, "the file must consist of groups"),
                Arguments.of("hello", 1, "the file must consist of groups"),
                Arguments.of("server: {}\n---\nserver: {}", 3, "one document"),
                Arguments.of("server:\n  name: &n x\n  host: *n", 3, "aliases"),
                Arguments.of("server: !!javax.script.ScriptEngineManager {}", 1, "tags"),
                Arguments.of("server:\n  name: !!java.lang.Runtime x", 2, "tags"),
                Arguments.of("server:\n  name: !mine x", 2, "tags"),
                Arguments.of("workers: {}\nserver: {port: 1", 2, "is malformed"),
                Arguments.of("server:\n\tport: 1", 2, "is malformed"),
                Arguments.of("server:\n  port: 1\n ]", 3, "is malformed"),
                Arguments.of("server:\n  ? [a]\n  : b", 2, "is malformed"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void faultIsNamedWithFileAndLine(String yaml, int line, String says) {
        String message = refusal(yaml);
        assertTrue(message.startsWith(file() + ", line " + line + ": "), message);
        assertTrue(message.contains(says), message);
        assertFalse(message.contains("\n"), message);
    }

    static Stream<Arguments> wrongValues() {
        return ConfigKey.ALL.stream()
                .flatMap(key -> (switch (key.path()) {
                            case "server.name" -> Stream.of("\"\"", "\"a\\nb\"");
                            case "server.host" -> Stream.of("\"\"", "a b");
                            default ->
                                switch (key.unit()) {
                                    case "text", "choice" -> Stream.of("other", "5", "true", "REJECT");
                                    case "duration" -> Stream.of("0s", "0ms", "5", "-5s", "x", "9000h", "1.5s");
                                    case "size or auto" -> Stream.of("0", "-1", "x", "1KiB", "1025GiB", "AUTO");
                                    case "size" ->
                                        Stream.of("0", "-1", "x", "1.5", "true", "9GiB", "99999999999999999");
                                    default -> Stream.of("-1", "x", "1.5", "true", "4294967297", "9".repeat(5000));
                                };
                        })
                        .map(value -> Arguments.of(key, value)));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void wrongValueIsNamedWithKeyValueAndRule(ConfigKey key, String value) {
        String message = refusal(key.group() + ":\n  " + name(key) + ": " + value);
        String shown = value.equals("\"\"") ? "''" : value.startsWith("\"") ? "'a b'" : ConfigText.quote(value);
        assertTrue(
                message.startsWith(
                        file() + ", line 2: " + key.path() + ": " + shown + " is refused, it must be " + key.rule()),
                message);
    }

    @Test
    void bareNumberAsADurationGetsAHint() {
        String message = refusal("connection:\n  idle-timeout: 60");
        assertTrue(message.endsWith("(a duration needs a unit: 60ms or 60s)"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection:\n  drain-timeout: off", "server:\n  stop-grace: off"})
    void limitThatMustExistCannotBeOff(String yaml) {
        assertTrue(refusal(yaml).contains("'off' is refused"));
    }

    @Test
    void valuesThatDoNotGoTogetherAreNamedWithBothLines() {
        String message = refusal("workers:\n  count: 0\n  threads: platform");
        assertTrue(
                message.startsWith(file() + ", line 2 and " + file() + ", line 3: workers.threads: platform"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "---\n# nothing\n...\n", "\uFEFF", "server: {}"})
    void fileThatSaysNothingMeansTheDefaults(String yaml) {
        assertEquals(ServerConfig.defaults(), load(yaml));
    }

    @Test
    void byteOrderMarkIsSkipped() {
        assertEquals(8000, load("\uFEFFserver:\n  port: 8000\n").port());
    }

    @Test
    void everyKeyCanBeGiven() {
        for (ConfigKey key : ConfigKey.ALL) {
            String other = ServerConfigTest.other(key);
            ServerConfig config = load(key.group() + ":\n  " + name(key) + ": \"" + other + "\"\n");
            assertEquals(other, key.get().apply(config), key.path());
        }
    }

    @Test
    void plainTextStaysAsItIsWritten() {
        assertEquals(
                "zinx v-0.8 demoApp",
                load("server: { name: zinx v-0.8 demoApp }").name());
        assertEquals("0x10", load("server:\n  name: 0x10").name());
        assertEquals("1_0", load("server:\n  name: 1_0").name());
        assertEquals("::1", load("server:\n  host: ::1").host());
        assertEquals(8000, load("server:\n  port: '8000'").port());
    }

    /** A text of a few thousand pairs has one across every boundary that a buffer can have, from its first place or its second. */
    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void characterBeyondTheBasicPlaneMayStandAnywhere(String shift) {
        String pairs = "\uD83D\uDE00".repeat(5000);
        assertEquals(
                8000, load("#" + shift + pairs + "\nserver: { port: 8000 }\n").port());
        assertTrue(refusal("server: { name: " + shift + "\"" + pairs + "\" }").contains("server.name"));
    }

    @Test
    void hostileFilesAreRefusedSoon() {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c <= 'i'; c++) {
            char before = (char) (c - 1);
            bomb.append(c).append(": &").append(c).append(" [").append(("*" + before + ",").repeat(9));
            bomb.append('*').append(before).append("]\n");
        }
        String inside = "server:\n  name: &a " + "x".repeat(100) + "\n  host: *a\n";
        int most = ConfigFile.MAX_BYTES - 100;
        Stream.of(
                        bomb.toString(),
                        inside,
                        "[".repeat(most),
                        "{a: ".repeat(most / 4),
                        "server:\n  port: " + "[".repeat(most),
                        "server: ".repeat(most / 8),
                        "- ".repeat(most / 2),
                        "? ".repeat(most / 2),
                        "&a ".repeat(most / 3),
                        "!".repeat(most),
                        "server:\n  name: \"" + "x".repeat(most),
                        "server:\n  name: \"" + "\\u0041".repeat(most / 6) + "\"",
                        "server:\n  name: >\n" + "    x\n\n".repeat(most / 7),
                        "server:\n  name:" + " ".repeat(most),
                        "server: &" + "a".repeat(most),
                        "%" + "x".repeat(most),
                        "x".repeat(most) + ": 1",
                        "server:\n  " + "x".repeat(most) + ": 1",
                        "server:\n  port: " + "9".repeat(most))
                .forEach(yaml -> {
                    String message = assertTimeoutPreemptively(SOON, () -> refusal(yaml));
                    assertTrue(message.startsWith(file().toString()) && message.length() < 700, message);
                });
    }

    private String refusal(String yaml) {
        return assertThrows(ConfigException.class, () -> load(yaml)).getMessage();
    }

    private ServerConfig load(String yaml) {
        try {
            Files.writeString(file(), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigFile.load(file(), Map.of(), Map.of(), warning -> {
            throw new AssertionError(warning);
        });
    }

    private Path file() {
        return folder.resolve("config.yaml");
    }

    private static String name(ConfigKey key) {
        return key.path().substring(key.group().length() + 1);
    }
}

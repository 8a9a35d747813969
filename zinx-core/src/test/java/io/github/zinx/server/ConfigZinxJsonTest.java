package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigZinxJsonTest {

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void everyKeyOfV09IsUnderstood() {
        ServerConfig config = load("""
                {
                  "Name": "zinx v-0.8 demoApp", "Version": "V0.4", "Host": "127.0.0.1", "TcpPort": 8001,
                  "MaxPacketSize": 8002, "MaxConn": 3, "WorkerPoolSize": 11, "MaxWorkerTaskLen": 8003,
                  "MaxMsgChanLen": 8004, "ConfFilePath": "conf/zinx.json"
                }
                """, Map.of("ZINX_FRAME_FORMAT", "tlv-le"));
        assertEquals(
                ServerConfig.builder()
                        .name("zinx v-0.8 demoApp")
                        .host("127.0.0.1")
                        .port(8001)
                        .maxFrameLength(8002)
                        .maxConnections(3)
                        .workers(11)
                        .workerQueueCapacity(8003)
                        .sendQueueCapacity(8004)
                        .format("tlv-le")
                        .build(),
                config);
        assertEquals(List.of(), warnings);
    }

    @Test
    void keysMatchWithoutRegardToCase() {
        assertEquals(8001, load("{\"TCPPort\": 8001}", Map.of()).port());
        assertEquals(8001, load("{\"tcpport\": 8001}", Map.of()).port());
    }

    @Test
    void unknownKeysAreOneWarning() {
        ServerConfig config = load(
                "{\"LogDir\": \"x\", \"TcpPort\": 8001, \"Nested\": {\"TcpPort\": [1, {}]}}",
                Map.of("ZINX_FRAME_FORMAT", "ltv-le"));
        assertEquals(8001, config.port());
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().endsWith("'LogDir', 'Nested'"), warnings::toString);
    }

    @Test
    void layoutThatTheFileCannotNameIsOneWarning() {
        assertEquals("ltv-le", load("{}", Map.of()).codec().name());
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("ltv-le") && warnings.getFirst().contains("tlv-be"));
    }

    @Test
    void noLimitBecomesOneThatCanBeAfforded() {
        assertEquals(
                16 << 20,
                load("{\"MaxPacketSize\": 0}", Map.of("ZINX_FRAME_FORMAT", "tlv-be"))
                        .maxFrameLength());
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("16MiB"), warnings::toString);
    }

    @Test
    void emptyFileMeansTheDefaults() {
        assertEquals(ServerConfig.defaults(), load("", Map.of()));
        assertEquals(ServerConfig.defaults(), load("\uFEFF{}", Map.of()));
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("{\n\"TcpPort\": 70000}", 2, "TcpPort: server.port: '70000' is refused"),
                Arguments.of("{\n\"TcpPort\": -1}", 2, "TcpPort: server.port: '-1' is refused"),
                Arguments.of("{\n\"TcpPort\": " + "9".repeat(5000) + "}", 2, "TcpPort: server.port: '999"),
                Arguments.of("{\n\"TcpPort\": \"7777\"}", 2, "TcpPort: must be a whole number, and server.port"),
                Arguments.of("{\n\"TcpPort\": 7777.5}", 2, "TcpPort: must be a whole number, and server.port"),
                Arguments.of("{\n\"TcpPort\": null}", 2, "TcpPort: must be a whole number, and server.port"),
                Arguments.of("{\n\"TcpPort\": [1]}", 2, "TcpPort: must be a whole number, and server.port"),
                Arguments.of("{\n\"Host\": 5}", 2, "Host: must be text in quotes, and server.host"),
                Arguments.of("{\n\"MaxConn\": 0}", 2, "MaxConn: server.max-connections: '0' is refused"),
                Arguments.of("{\"TcpPort\": 1,\n\"TCPPort\": 2}", 2, "'TCPPort': is given twice, first in line 1"),
                Arguments.of("null", 1, "must be one JSON object"),
                Arguments.of("[]", 1, "must be one JSON object"),
                Arguments.of("{}\n{}", 2, "must be one JSON object"),
                Arguments.of("{\n\"TcpPort\": 1", 2, "is malformed"),
                Arguments.of("{\n TcpPort: 1}", 2, "is malformed"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void faultIsNamedWithFileLineAndKey(String json, int line, String says) {
        String message =
                assertThrows(ConfigException.class, () -> load(json, Map.of())).getMessage();
        assertTrue(message.startsWith(file() + ", line " + line), message);
        assertTrue(message.contains(says), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void deepNestingIsRefused() {
        load("{\"x\": " + "[".repeat(19) + "]".repeat(19) + "}", Map.of());
        for (int depth : new int[] {20, 60_000}) {
            String json = "{\"x\": " + "[".repeat(depth) + "]".repeat(depth) + "}";
            String message = assertThrows(ConfigException.class, () -> load(json, Map.of()))
                    .getMessage();
            assertTrue(message.startsWith(file() + ": is malformed") && message.contains("depth"), message);
        }
    }

    private ServerConfig load(String json, Map<String, String> variables) {
        try {
            Files.writeString(file(), json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigFile.load(file(), variables, Map.of(), warnings::add);
    }

    private Path file() {
        return folder.resolve("Zinx.JSON");
    }
}

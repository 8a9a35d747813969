package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigOverridesTest {

    private final List<String> warnings = new ArrayList<>();

    @Test
    void everyKeyCanBeGivenByVariableAndByProperty() {
        for (ConfigKey key : ConfigKey.ALL) {
            String other = ServerConfigTest.other(key);
            assertEquals(other, key.get().apply(ConfigFile.fromEnvironment(Map.of(key.variable(), other), Map.of())));
            assertEquals(other, key.get().apply(ConfigFile.fromEnvironment(Map.of(), Map.of(key.property(), other))));
        }
    }

    @Test
    void namesAreTheDocumentedOnes() {
        ConfigKey key = ConfigKey.known("connection.write-timeout");
        assertEquals("ZINX_CONNECTION_WRITE_TIMEOUT", key.variable());
        assertEquals("zinx.connection.write-timeout", key.property());
    }

    @Test
    void badValueNamesTheVariableOrProperty() {
        String variable = refusal(Map.of("ZINX_SERVER_PORT", "x"), Map.of());
        assertEquals(
                "environment variable ZINX_SERVER_PORT: server.port: 'x' is refused, it must be "
                        + ConfigKey.known("server.port").rule(),
                variable);
        String empty = refusal(Map.of("ZINX_SERVER_PORT", ""), Map.of());
        assertTrue(empty.startsWith("environment variable ZINX_SERVER_PORT: server.port: '' is refused"), empty);
        String property = refusal(Map.of(), Map.of("zinx.connection.idle-timeout", "60"));
        assertTrue(
                property.startsWith("system property zinx.connection.idle-timeout: connection.idle-timeout: '60'"),
                property);
    }

    @Test
    void badValueIsRefusedEvenWhereItIsOverruled() {
        String message = refusal(Map.of("ZINX_SERVER_PORT", "x"), Map.of("zinx.server.port", "1"));
        assertTrue(message.contains("ZINX_SERVER_PORT"), message);
    }

    @Test
    void unknownOneIsOneWarningWithTheNearest() {
        read(Map.of("ZINX_CONECTION_WRITE_TIMEOUT", "5s"), Map.of("zinx.sever.port", "1", "zinx.port", "1"));
        assertEquals(
                List.of(
                        "environment variable ZINX_CONECTION_WRITE_TIMEOUT is unknown and ignored; the nearest known one"
                                + " is ZINX_CONNECTION_WRITE_TIMEOUT",
                        "system property zinx.port is unknown and ignored; the nearest known one is zinx.server.port",
                        "system property zinx.sever.port is unknown and ignored; the nearest known one is"
                                + " zinx.server.port"),
                warnings);
    }

    @Test
    void variablesOfOthersAreLeftAlone() {
        List<ConfigValue> values = read(
                Map.of(
                        "ZINX_JAVA_HOME",
                        "/x",
                        "ZINX_CONFIG_FILE_PATH",
                        "/y",
                        "PATH",
                        "/z",
                        "ZINXX",
                        "1",
                        "zinx_a",
                        "1"),
                Map.of("zinxx", "1", "java.version", "21"));
        assertEquals(List.of(), values);
        assertEquals(List.of(), warnings);
    }

    @Test
    void serviceLinksOfKubernetesAreIgnoredWithOneWarning() {
        List<ConfigValue> values = read(
                Map.of(
                        "ZINX_SERVER_PORT", "tcp://10.0.0.1:7777",
                        "ZINX_SERVER_BACKLOG", "udp://10.0.0.1:7777"),
                Map.of());
        assertEquals(List.of(), values);
        assertEquals(2, warnings.size());
        assertTrue(warnings.get(1).startsWith("environment variable ZINX_SERVER_PORT is ignored"), warnings::toString);
    }

    @Test
    void theProcessesOwnPropertiesAreReadByFromEnvironmentAndNotByTheBuilder() {
        System.setProperty("zinx.server.backlog", "77");
        try {
            assertEquals(77, ServerConfig.fromEnvironment().backlog());
            assertEquals(1024, ServerConfig.builder().build().backlog());
            assertEquals(1024, ServerConfig.defaults().backlog());
        } finally {
            System.clearProperty("zinx.server.backlog");
        }
    }

    private List<ConfigValue> read(Map<String, String> variables, Map<String, String> properties) {
        return ConfigOverrides.read(variables, properties, warnings::add);
    }

    private static String refusal(Map<String, String> variables, Map<String, String> properties) {
        return assertThrows(ConfigException.class, () -> ConfigFile.fromEnvironment(variables, properties))
                .getMessage();
    }
}

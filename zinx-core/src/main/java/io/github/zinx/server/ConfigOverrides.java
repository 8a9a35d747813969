package io.github.zinx.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads the values that environment variables and system properties give. */
final class ConfigOverrides {

    private static final String VARIABLES = "ZINX_";
    private static final String PROPERTIES = "zinx.";

    /** Not ours to read, and not mistakes: the launcher's choice of a JDK, and where Go Zinx looks for its file. */
    private static final Set<String> KNOWN_VARIABLES = Set.of("ZINX_JAVA_HOME", "ZINX_CONFIG_FILE_PATH");

    private ConfigOverrides() {}

    static Map<String, String> systemProperties() {
        Properties all = System.getProperties();
        Map<String, String> ours = new HashMap<>();
        for (String name : all.stringPropertyNames()) {
            String value = all.getProperty(name);
            if (name.startsWith(PROPERTIES) && value != null) {
                ours.put(name, value);
            }
        }
        return ours;
    }

    /** The values given, variables before properties, which overrule them. */
    static List<ConfigValue> read(
            Map<String, String> variables, Map<String, String> properties, Consumer<String> warn) {
        List<ConfigValue> values = new ArrayList<>();
        new TreeMap<>(variables).tailMap(VARIABLES).forEach((name, value) -> {
            if (name.startsWith(VARIABLES) && !KNOWN_VARIABLES.contains(name)) {
                variable(name, value, values, warn);
            }
        });
        new TreeMap<>(properties).tailMap(PROPERTIES).forEach((name, value) -> {
            if (name.startsWith(PROPERTIES)) {
                property(name, value, values, warn);
            }
        });
        return values;
    }

    private static void variable(String name, String value, List<ConfigValue> values, Consumer<String> warn) {
        String where = "environment variable " + name;
        if (value.startsWith("tcp://") || value.startsWith("udp://")) {
            warn.accept(where + " is ignored: its value has the form of a Kubernetes service link");
            return;
        }
        ConfigKey.ALL.stream()
                .filter(key -> key.variable().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        key -> values.add(new ConfigValue(key, value, where)),
                        () -> warn.accept(where
                                + " is unknown and ignored; the nearest known one is "
                                + ConfigNearest.of(
                                        name,
                                        ConfigKey.ALL.stream()
                                                .map(ConfigKey::variable)
                                                .toList())));
    }

    private static void property(String name, String value, List<ConfigValue> values, Consumer<String> warn) {
        String where = "system property " + name;
        ConfigKey.of(name.substring(PROPERTIES.length()))
                .ifPresentOrElse(
                        key -> values.add(new ConfigValue(key, value, where)),
                        () -> warn.accept(where + " is unknown and ignored; the nearest known one is zinx."
                                + ConfigKey.nearest(name.substring(PROPERTIES.length()))));
    }
}

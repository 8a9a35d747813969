package io.github.zinx.server;

import io.github.zinx.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads Go Zinx's {@code zinx.json}, whose keys it matches without regard to case, as Zinx does. The keys that have no
 * counterpart here are ignored and named in one warning.
 */
final class ConfigZinxJson {

    /** Zinx's keys in lower case, and ours. */
    private static final Map<String, ConfigKey> KEYS = Map.of(
            "name", ConfigKey.known("server.name"),
            "host", ConfigKey.known("server.host"),
            "tcpport", ConfigKey.known("server.port"),
            "maxconn", ConfigKey.known("server.max-connections"),
            "maxpacketsize", ConfigKey.known("frame.max-length"),
            "workerpoolsize", ConfigKey.known("workers.count"),
            "maxworkertasklen", ConfigKey.known("workers.queue-capacity"),
            "maxmsgchanlen", ConfigKey.known("connection.send-queue-capacity"));

    /** Shown or read by Zinx itself only, so leaving them out changes nothing. */
    private static final Set<String> MEANINGLESS = Set.of("version", "conffilepath");

    /** What stands for Zinx's "no limit", which nobody can afford. */
    private static final String NO_LIMIT = "16MiB";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxNumberLength(ConfigFile.MAX_BYTES)
                    .build())
            .build();

    private final String file;
    private final JsonParser parser;
    private final Consumer<String> warn;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> unknown = new TreeSet<>();
    private final List<ConfigValue> values = new ArrayList<>();

    private ConfigZinxJson(String file, JsonParser parser, Consumer<String> warn) {
        this.file = file;
        this.parser = parser;
        this.warn = warn;
    }

    /**
     * The values of a file, each tried.
     *
     * @throws ConfigException naming file, line, Zinx's key and ours, value and rule
     */
    static List<ConfigValue> read(String file, String text, Consumer<String> warn) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            ConfigZinxJson json = new ConfigZinxJson(file, parser, warn);
            json.file();
            return json.values;
        } catch (JacksonException e) {
            throw ConfigSyntax.malformed(file, e);
        }
    }

    private void file() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw error("the file must be one JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            entry(parser.currentName());
        }
        if (parser.nextToken() != null) {
            throw error("the file must be one JSON object");
        }
        if (!unknown.isEmpty()) {
            warn.accept(file + ": ignored, having no counterpart here: " + String.join(", ", unknown));
        }
    }

    private void entry(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Integer earlier = lines.putIfAbsent(lower, line());
        if (earlier != null) {
            throw error(ConfigText.quote(name) + ": is given twice, first in line " + earlier);
        }
        ConfigKey key = KEYS.get(lower);
        JsonToken token = parser.nextToken();
        if (key == null) {
            parser.skipChildren();
            if (!MEANINGLESS.contains(lower)) {
                unknown.add(ConfigText.quote(name));
            }
            return;
        }
        JsonToken wanted = key.unit().equals("text") ? JsonToken.VALUE_STRING : JsonToken.VALUE_NUMBER_INT;
        if (token != wanted) {
            throw error(name + ": must be " + (wanted == JsonToken.VALUE_STRING ? "text in quotes" : "a whole number")
                    + ", and " + key.path() + " must be " + key.rule());
        }
        String text = parser.getString();
        if (lower.equals("maxpacketsize") && text.equals("0")) {
            warn.accept(file + ": MaxPacketSize 0 means no limit to Zinx; here frame.max-length becomes " + NO_LIMIT);
            text = NO_LIMIT;
        }
        values.add(new ConfigValue(key, text, where() + ", " + name));
    }

    private ConfigException error(String message) {
        return new ConfigException(where() + ": " + message);
    }

    private String where() {
        return file + ", line " + line();
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}

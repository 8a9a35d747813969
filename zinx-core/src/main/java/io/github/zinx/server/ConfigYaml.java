package io.github.zinx.server;

import io.github.zinx.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads this library's own YAML: groups of plain values, two levels and no more. It walks the tokens, so nothing is
 * ever built from the file but text: there is no type to be named in a tag, no alias to be multiplied, and every error
 * knows its line. Repeated keys are found here rather than by the parser, whose message would know only one of the two
 * lines.
 */
final class ConfigYaml {

    /** What YAML 1.2 means by nothing besides {@code null} and an empty value, and the parser takes for text. */
    private static final Set<String> MORE_NULLS = Set.of("~", "Null", "NULL");

    private final String file;
    private final YAMLParser parser;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<ConfigValue> values = new ArrayList<>();

    private ConfigYaml(String file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * The values of a file, each tried.
     *
     * @throws ConfigException naming file, line, key, value and rule
     */
    static List<ConfigValue> read(String file, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), new ConfigChars(text))) {
            ConfigYaml yaml = new ConfigYaml(file, (YAMLParser) parser);
            yaml.file();
            return yaml.values;
        } catch (JacksonException e) {
            throw ConfigSyntax.malformed(file, e);
        }
    }

    private void file() {
        JsonToken first = next();
        if (first == null
                || (first == JsonToken.VALUE_NULL && parser.getString().isEmpty() && next() == null)) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw error("the file must consist of groups (server, workers, frame, connection, login) of keys");
        }
        while (next() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            once(name);
            if (!ConfigKey.isGroup(name)) {
                throw unknown(name);
            }
            JsonToken token = next();
            if (isNull(token)) {
                throw error(name + ": is empty; leave the line out to keep the defaults");
            }
            if (token != JsonToken.START_OBJECT) {
                throw error(name + ": must be a group of keys, indented below it");
            }
            group(name);
        }
        if (next() != null) {
            throw error("the file must hold one document");
        }
    }

    private void group(String group) {
        while (next() != JsonToken.END_OBJECT) {
            String path = group + "." + parser.currentName();
            String where = where();
            once(path);
            ConfigKey key = ConfigKey.of(path).orElseThrow(() -> unknown(path));
            JsonToken token = next();
            if (isNull(token)) {
                throw error(
                        path + ": has no value, it must be " + key.rule() + "; leave the line out to keep the default");
            }
            if (!token.isScalarValue()) {
                throw error(path + ": must be one plain value, " + key.rule());
            }
            values.add(new ConfigValue(key, parser.getString(), where));
        }
    }

    private void once(String path) {
        Integer earlier = lines.putIfAbsent(path, line());
        if (earlier != null) {
            throw error(path + ": is given twice, first in line " + earlier);
        }
    }

    private boolean isNull(JsonToken token) {
        return token == JsonToken.VALUE_NULL
                || (token == JsonToken.VALUE_STRING && MORE_NULLS.contains(parser.getString()));
    }

    /** The next token, of which nothing but its plain text may matter. */
    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token != null) {
            if (parser.isCurrentAlias()) {
                throw error("aliases (*" + parser.getString() + ") are not read; write the value out");
            }
            String tag = parser.getRawTag();
            if (tag != null) {
                throw error("tags (" + ConfigText.quote(tag) + ") are not read; write the plain value");
            }
        }
        return token;
    }

    private ConfigException unknown(String path) {
        return error(ConfigText.quote(path) + ": there is no such key; the nearest is " + ConfigKey.nearest(path));
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

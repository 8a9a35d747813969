package io.github.zinx.server;

import io.github.zinx.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a {@link ServerConfig} of a file and of what overrules it. */
final class ConfigFile {

    /**
     * Far more than any configuration needs, and little enough to be refused in no time: the YAML parser's time for one
     * long scalar grows with the square of its length, and for a mebibyte it is seconds.
     */
    static final int MAX_BYTES = 128 << 10;

    private static final Logger log = LoggerFactory.getLogger(ConfigFile.class);

    private ConfigFile() {}

    static ServerConfig load(Path file, Map<String, String> variables, Map<String, String> properties) {
        return load(file, variables, properties, log::warn);
    }

    static ServerConfig load(
            Path file, Map<String, String> variables, Map<String, String> properties, Consumer<String> warn) {
        String text = read(file);
        List<ConfigValue> overrides = ConfigOverrides.read(variables, properties, warn);
        List<ConfigValue> values = new ArrayList<>();
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            values.addAll(ConfigZinxJson.read(file.toString(), text, warn));
            if (overrides.stream().noneMatch(value -> value.key().path().equals("frame.format"))) {
                warn.accept(file + " cannot say which wire layout its clients speak, so frame.format stays "
                        + ServerConfig.defaults().codec().name() + " unless told otherwise (Zinx V0.5 to V0.10 spoke"
                        + " tlv-le, Zinx from V1.1.3 speaks tlv-be)");
            }
        } else {
            values.addAll(ConfigYaml.read(file.toString(), text));
        }
        values.addAll(overrides);
        return assemble(values);
    }

    static ServerConfig fromEnvironment(Map<String, String> variables, Map<String, String> properties) {
        return assemble(ConfigOverrides.read(variables, properties, log::warn));
    }

    private static ServerConfig assemble(List<ConfigValue> values) {
        Map<ConfigKey, ConfigValue> effective = new LinkedHashMap<>();
        ServerConfig.Builder builder = ServerConfig.builder();
        for (ConfigValue value : values) {
            value.key().set().accept(builder, value.text());
            effective.put(value.key(), value);
        }
        try {
            return builder.build();
        } catch (ConfigException e) {
            // Each value alone was good, so this is about some that do not go together: the message names them.
            String message = String.valueOf(e.getMessage());
            String where = effective.values().stream()
                    .filter(value -> message.contains(value.key().path()))
                    .map(ConfigValue::where)
                    .distinct()
                    .collect(Collectors.joining(" and "));
            throw new ConfigException(where + ": " + message, e);
        }
    }

    private static String read(Path file) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new ConfigException(file + ": is not a regular file");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw tooLarge(file);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw tooLarge(file);
                }
                return decode(bytes);
            }
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": there is no such file (looked for " + file.toAbsolutePath() + ")", e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e, e);
        }
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static ConfigException tooLarge(Path file) {
        return new ConfigException(
                file + ": is refused, a configuration file must be at most " + ConfigText.size(MAX_BYTES));
    }
}

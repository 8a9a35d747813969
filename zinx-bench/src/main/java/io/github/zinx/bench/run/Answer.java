package io.github.zinx.bench.run;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The line that a generator ends with. */
final class Answer {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FAULT = "fault_";

    private final String line;
    private final JsonNode fields;

    private Answer(String line, JsonNode fields) {
        this.line = line;
        this.fields = fields;
    }

    /**
     * Reads {@code line}.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    static Answer parse(String line) {
        try {
            JsonNode fields = JSON.readTree(line);
            if (fields.isObject()
                    && fields.path("faults").isNumber()
                    && fields.path("mode").isString()) {
                return new Answer(line, fields);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + line, e);
        }
        throw new IllegalArgumentException("not a result: " + line);
    }

    String line() {
        return line;
    }

    /** The number of this name; NaN if there is none. */
    double number(String name) {
        JsonNode field = fields.path(name);
        return field.isNumber() ? field.doubleValue() : Double.NaN;
    }

    long millis(String name) {
        return fields.path(name).asLong(0);
    }

    boolean isFaulty() {
        return number("faults") != 0;
    }

    /** How many of which kind, and what the first was. */
    String faults() {
        Map<String, Long> counts = new TreeMap<>();
        fields.propertyStream().forEach(field -> {
            if (field.getKey().startsWith(FAULT) && field.getValue().asLong(0) != 0) {
                counts.put(
                        field.getKey().substring(FAULT.length()),
                        field.getValue().asLong());
            }
        });
        String first = fields.path("first_fault").asString("");
        long all = (long) number("faults");
        return all + (all == 1 ? " fault " : " faults ") + counts + (first.isEmpty() ? "" : ", first: " + first);
    }
}

package io.github.zinx.bench.report;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every round as one line of JSON, so that others can calculate with them. */
final class RawResults {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RawResults() {}

    static List<String> lines(List<Round> rounds) {
        return rounds.stream().map(RawResults::line).toList();
    }

    private static String line(Round round) {
        ObjectNode line = JSON.createObjectNode();
        line.put("load", round.caseName());
        line.put("server", round.peer());
        line.put("round", round.number());
        line.put("attempt", round.attempt());
        line.put("verdict", round.verdict().name().toLowerCase(Locale.ROOT));
        if (!Double.isNaN(round.others())) {
            line.put("others_cores", round.others());
        }
        line.put("note", round.note());
        ObjectNode figures = line.putObject("figures");
        round.figures().forEach((name, value) -> {
            if (!Double.isNaN(value)) {
                figures.put(name, value);
            }
        });
        if (!round.raw().isEmpty()) {
            line.set("generator", JSON.readTree(round.raw()));
        }
        return line.toString();
    }
}

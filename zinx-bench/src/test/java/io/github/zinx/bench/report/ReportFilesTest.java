package io.github.zinx.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.bench.report.Round.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportFilesTest {

    private static final Pattern IMAGE = Pattern.compile("!\\[[^]]+]\\(([^)]+)\\)");
    private static final List<String> PEERS = List.of(Tables.REFERENCE, "zinx-pool", "broken", "absent");

    @TempDir
    Path folder;

    private final List<Round> rounds = new ArrayList<>();

    /** A table of every kind, three of growth, with a good row, one without figures, and one never measured. */
    @BeforeEach
    void writeReport() throws Exception {
        Map<Case, List<String>> cases = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            cases.put(new Case(name, name, "a | b & <c> 'd'", kind, 100), PEERS);
        }
        for (int connections : new int[] {10, 100, 1000}) {
            cases.put(new Case("growth", "growth-" + connections, "growth", Kind.ECHO, connections), PEERS);
        }
        for (Case load : cases.keySet()) {
            for (int round = 1; round <= 3; round++) {
                rounds.add(
                        Sample.round(load, Tables.REFERENCE, round, Verdict.CLEAN, 90_000 + round, 0.4, "{\"a\":1}"));
                rounds.add(Sample.round(load, "zinx-pool", round, Verdict.CLEAN, 99_000 + round, 0.4, ""));
            }
            rounds.add(Sample.round(load, "zinx-pool", 1, Verdict.DISTURBED, 5, 0.4, ""));
            rounds.add(
                    new Round(load.name(), "broken", 0, 1, Verdict.INVALID, Double.NaN, Map.of(), "<no> & \"so\"", ""));
        }
        Machine machine = new Machine(Map.of("CPU", "some | thing"), Map.of("zinx-pool", "-Xmx1g"));
        ReportFiles.write(folder, machine, Tables.of(List.copyOf(cases.keySet()), cases, rounds), rounds);
    }

    @Test
    void theDocumentHasTablesFactsAndFlags() throws Exception {
        String report = Files.readString(folder.resolve("report.md"));

        assertTrue(report.contains("| CPU | some \\| thing |"), report);
        assertTrue(report.contains("| zinx-pool | -Xmx1g |"), report);
        assertTrue(report.contains("### growth-1000: growth"), report);
        assertTrue(report.contains("| 🔴 broken | – |"), report);
        assertTrue(report.contains("10 of 80 rounds were dropped"), report);
        assertFalse(report.contains("NaN"), report);
    }

    @Test
    void everyRowHasAsManyCellsAsItsHeading() throws Exception {
        int cells = 0;
        for (String line : Files.readAllLines(folder.resolve("report.md"))) {
            int here = line.replace("\\|", "").split("\\|", -1).length;
            assertTrue(!line.startsWith("|") || cells == 0 || cells == here, line);
            cells = line.startsWith("|") ? here : 0;
        }
    }

    @Test
    void picturesAreThereAndWellFormed() throws Exception {
        List<String> images = IMAGE.matcher(Files.readString(folder.resolve("report.md")))
                .results()
                .map((MatchResult image) -> image.group(1))
                .toList();

        assertTrue(images.containsAll(List.of("ratios.svg", "growth.svg", "latency-fairness.svg")), images::toString);
        for (String image : images) {
            Element svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve(image).toFile())
                    .getDocumentElement();
            assertEquals("svg", svg.getTagName());
            String text = Files.readString(folder.resolve(image));
            assertTrue(text.contains("prefers-color-scheme:dark"), image);
            assertTrue(text.contains("zinx-pool"), image);
            assertFalse(text.contains("NaN") || text.contains("Infinity"), image);
        }
    }

    @Test
    void everyRoundIsALineOfJson() throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("rounds.jsonl"));

        assertEquals(rounds.size(), lines.size());
        for (String line : lines) {
            JsonNode round = JsonMapper.builder().build().readTree(line);
            assertNotNull(Verdict.valueOf(round.path("verdict").asString().toUpperCase(Locale.ROOT)));
        }
        JsonNode first = JsonMapper.builder().build().readTree(lines.getFirst());
        assertEquals(90_001, first.path("figures").path("rate").asDouble());
        assertEquals(1, first.path("generator").path("a").asInt());
    }

    @Test
    void aReportWithoutASingleRoundIsOneToo(@TempDir Path empty) throws Exception {
        Map<Case, List<String>> cases = Map.of(Sample.ECHO, PEERS);

        ReportFiles.write(
                empty, new Machine(Map.of(), Map.of()), Tables.of(List.of(Sample.ECHO), cases, List.of()), List.of());

        assertTrue(Files.readString(empty.resolve("report.md")).contains("not measured"));
        assertFalse(Files.readString(empty.resolve("ratios.svg")).contains("NaN"));
    }
}

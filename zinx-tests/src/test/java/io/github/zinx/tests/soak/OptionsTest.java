package io.github.zinx.tests.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void withoutAnyItLastsHalfAnHour() {
        assertEquals(new Options(30, 7, false), Options.parse(List.of(), 7));
    }

    @Test
    void minutesAndSeedAreTaken() {
        assertEquals(new Options(1, -5, true), Options.parse(List.of("--minutes", "1", "--seed", "-5", "--help"), 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--minutes",
                "--minutes 0",
                "--minutes -1",
                "--minutes 1.5",
                "--minutes ten",
                "--minutes 10001",
                "--minutes 99999999999999999999",
                "--seed x",
                "--seconds 5",
                "--proofs --minutes 1",
                "5",
            })
    void whatCannotBeObeyedIsNamed(String line) {
        List<String> words = List.of(line.split(" "));
        String message = assertThrows(IllegalArgumentException.class, () -> Options.parse(words, 0))
                .getMessage();
        assertTrue(words.stream().anyMatch(message::contains), message);
    }

    @Test
    void aReportIsReadAsItWasWritten() {
        Report report = new Report().add("b", 2).add("end.X.Y", -3).add("a", 1).add("a", 1);
        assertEquals("a=2 b=2 end.X.Y=-3", report.toString());
        assertEquals(report.toString(), Report.parse(report.toString()).toString());
        assertEquals(Map.of("X.Y", -3L), report.under("end."));
        assertEquals("a=1 end.X.Y=-3", report.since(Report.parse("a=1 b=2")).toString());
        assertEquals(
                "a=3 b=2 c=4 end.X.Y=-3", report.plus(Report.parse("a=1 c=4")).toString());
    }
}

package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTextTest {

    @ParameterizedTest
    @CsvSource({"200ms,200", "5s,5000", "1m,60000", "2h,7200000", "90s,90000", "1500ms,1500", "0ms,0", "25h,90000000"})
    void durationsReadAndReadBack(String text, long millis) {
        Duration value = ConfigText.duration(text);
        assertEquals(Duration.ofMillis(millis), value);
        assertEquals(text, ConfigText.duration(value));
    }

    @Test
    void offIsADuration() {
        assertEquals(ConnectionSettings.OFF, ConfigText.duration("off"));
        assertEquals("off", ConfigText.duration(ConnectionSettings.OFF));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "-5s",
                "5 s",
                " 5s",
                "5S",
                "1.5s",
                "5sec",
                "1d",
                "05s",
                "1h30m",
                "OFF",
                "9999999999999999999s"
            })
    void otherDurationsAreRefused(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ConfigText.duration(text));
        assertTrue(e.getMessage().contains("ms, s, m and h"), e.getMessage());
    }

    @Test
    void bareNumberAsADurationIsToldToTakeAUnit() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ConfigText.duration("5"));
        assertEquals("a duration needs a unit: 5ms or 5s", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"64KiB,65536", "1MiB,1048576", "2GiB,2147483648", "1B,1", "1025B,1025", "1025KiB,1049600"})
    void sizesReadAndReadBack(String text, long bytes) {
        assertEquals(bytes, ConfigText.size(text));
        assertEquals(text, ConfigText.size(bytes));
    }

    @Test
    void bareSizeIsInBytes() {
        assertEquals(4096, ConfigText.size("4096"));
        assertEquals(4096, ConfigText.size("4096B"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "64KB", "64k", "64 KiB", "64kib", "1.5MiB", "0x10", "1_000", "010"})
    void otherSizesAreRefused(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ConfigText.size(text));
        assertTrue(e.getMessage().contains("KiB"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "+1", "1.0", "0x10", "1_000", "010", " 1", "true", "1e3"})
    void otherNumbersAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ConfigText.number(text));
    }

    @Test
    void valuesBeyondTheirTypeAreNotCutOff() {
        assertThrows(ArithmeticException.class, () -> ConfigText.number("4294967297"));
        assertThrows(ArithmeticException.class, () -> ConfigText.size("999999999999999999GiB"));
        assertThrows(ArithmeticException.class, () -> ConfigText.duration("999999999999999999h"));
    }

    @Test
    void quotedTextIsShortAndPrintable() {
        assertEquals("'a b c'", ConfigText.quote("a\nb\u001bc"));
        assertEquals("'" + "x".repeat(60) + "...'", ConfigText.quote("x".repeat(61)));
    }
}

package io.github.zinx.bench.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void whatIsSaidIsTakenAndTheRestHasDefaults() {
        Options options = Options.parse("--port", "7777", "--mode", "fairness", "--warmup", "250ms", "--rate", "2.5");

        assertEquals(Mode.FAIRNESS, options.mode());
        assertEquals(7777, options.port());
        assertEquals(Duration.ofMillis(250), options.warmup());
        assertEquals(Duration.ofSeconds(3), options.duration());
        assertEquals(2.5, options.rate());
        assertEquals(32, options.payload());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mode flood",
                "--port 0",
                "--port x",
                "--connections 0",
                "--depth 70000",
                "--payload 15",
                "--warmup 3",
                "--duration 1m",
                "--rate 0",
                "--rate nan",
                "--timeout -1s",
                "--burn -1",
                "--what 3",
                "--depth",
                "depth 3"
            })
    void whatIsWrongIsNamed(String wrong) {
        String[] args = ("--port 7777 " + wrong).split(" ");

        String message = assertThrows(IllegalArgumentException.class, () -> Options.parse(args))
                .getMessage();
        assertTrue(message.contains(wrong.split(" ")[0]), message);
    }

    @Test
    void aPortIsNeeded() {
        assertEquals(
                "--port is missing",
                assertThrows(IllegalArgumentException.class, Options::parse).getMessage());
    }
}

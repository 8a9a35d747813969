package io.github.zinx.bench.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that does one thing wrong now and then: the generators count each time, as what it is and as nothing else. */
class FaultsFoundTest {

    private static final int MANY = Integer.MAX_VALUE;
    private static final Duration LONG = Duration.ofMillis(1500);

    private static Stream<Arguments> wrongs() {
        return Stream.of(Generators.values())
                .flatMap(generator -> Stream.of(
                        Arguments.of(generator, Wrong.DROP, Fault.MISSING, MANY),
                        Arguments.of(generator, Wrong.DOUBLE, Fault.DUPLICATE, MANY),
                        Arguments.of(generator, Wrong.SWAP, Fault.ORDER, MANY),
                        Arguments.of(generator, Wrong.CORRUPT, Fault.CONTENT, MANY),
                        Arguments.of(generator, Wrong.FOREIGN, Fault.CONTENT, MANY),
                        Arguments.of(generator, Wrong.SHORTEN, Fault.LENGTH, MANY),
                        Arguments.of(generator, Wrong.OTHER_ID, Fault.ID, MANY),
                        Arguments.of(generator, Wrong.NONSENSE, Fault.LENGTH, 1),
                        Arguments.of(generator, Wrong.TRUNCATE, Fault.CLOSED, 1),
                        Arguments.of(generator, Wrong.CLOSE, Fault.CLOSED, 1)));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void eachWrongIsCountedAsWhatItIs(Generators generator, Wrong wrong, Fault fault, int atMost) throws Exception {
        try (FaultyServer server = new FaultyServer(wrong, 7, atMost, Duration.ZERO)) {
            Map<String, Object> result = generator.run(
                    "--connections 3 --depth 4 --warmup 50ms --duration 200ms --timeout 2s --port " + server.port());

            assertTrue(server.done() > 0, "nothing went wrong");
            assertOnly(fault, server.done(), result);
        }
    }

    @ParameterizedTest
    @EnumSource(Generators.class)
    void aLostReplyIsMissingEvenWhereNoOtherIsOnItsWay(Generators generator) throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.DROP, 2, 1, Duration.ZERO)) {
            assertOnly(
                    Fault.MISSING,
                    1,
                    generator.run("--warmup 0ms --duration 100ms --timeout 1s --port " + server.port()));
        }
    }

    @ParameterizedTest
    @EnumSource(Generators.class)
    void aConnectionThatFallsSilentIsATimeout(Generators generator) throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.HUSH, 2, 1, Duration.ZERO)) {
            // The message that hushed the server and the probe after it: the probe is the generator's own.
            assertOnly(
                    Fault.TIMEOUT,
                    1,
                    generator.run("--warmup 0ms --duration 100ms --timeout 500ms --port " + server.port()));
        }
    }

    @ParameterizedTest
    @EnumSource(Generators.class)
    void aReplyThatComesTooLateIsATimeout(Generators generator) throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.STALL, 2, 1, LONG)) {
            Map<String, Object> result =
                    generator.run("--warmup 0ms --duration 100ms --timeout 1s --port " + server.port());

            assertTrue(Generators.number(result, "fault_timeout") > 0, result::toString);
            assertEquals(
                    Generators.number(result, "faults"), Generators.number(result, "fault_timeout"), result::toString);
        }
    }

    @Test
    void aDeliveryOfABroadcastThatIsLostIsMissing() throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.DROP, 7, MANY, Duration.ZERO)) {
            Map<String, Object> result = Generators.JAVA.run("--mode broadcast --connections 3 --depth 4 --warmup 50ms"
                    + " --duration 200ms --timeout 1s --port " + server.port());

            assertOnly(Fault.MISSING, server.done(), result);
        }
    }

    @Test
    void aVisitThatGetsAWrongReplyIsCounted() throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.CORRUPT, 2, MANY, Duration.ZERO)) {
            Map<String, Object> result =
                    Generators.JAVA.run("--mode idle --connections 50 --burst 2 --timeout 1s --port " + server.port());

            assertOnly(Fault.CONTENT, server.done(), result);
        }
    }

    private static void assertOnly(Fault fault, int count, Map<String, Object> result) {
        assertEquals(count, Generators.number(result, fault.field()), result::toString);
        assertEquals(count, Generators.number(result, "faults"), result::toString);
        assertFalse(((String) result.get("first_fault")).isEmpty(), result::toString);
    }
}

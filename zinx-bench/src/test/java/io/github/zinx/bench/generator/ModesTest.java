package io.github.zinx.bench.generator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every load on a server that does all right: no fault, and as many messages as there were. */
class ModesTest {

    private static final String SHORT = " --warmup 50ms --duration 200ms --port ";

    private static Stream<Arguments> loads() {
        Stream<String> both = Stream.of(
                "--connections 1",
                "--connections 20 --depth 16",
                "--connections 4 --depth 8 --payload 65536",
                "--connections 5 --depth 3 --payload 16 --id 7 --seed -5",
                "--mode open --connections 50 --rate 20",
                "--mode fairness --connections 5 --depth 8",
                "--mode fairness --connections 5 --burn 10");
        Stream<String> java = Stream.of(
                "--mode connect --connections 50",
                "--mode connect --connections 50 --depth 10",
                "--mode idle --connections 100",
                "--mode broadcast --connections 10",
                "--mode broadcast --connections 10 --depth 8",
                "--mode storm --connections 100");
        return Stream.concat(
                both.flatMap(load -> Stream.of(Generators.values()).map(g -> Arguments.of(g, load))),
                java.map(load -> Arguments.of(Generators.JAVA, load)));
    }

    @ParameterizedTest
    @MethodSource("loads")
    void aCorrectServerHasNoFault(Generators generator, String load) throws Exception {
        try (FaultyServer server = FaultyServer.correct()) {
            Map<String, Object> result = generator.run(load + SHORT + server.port());

            assertEquals(0, Generators.number(result, "faults"), result::toString);
            assertEquals("", result.get("first_fault"));
            assertTrue(Generators.number(result, "messages") > 0, result::toString);
            assertTrue(((Number) result.get("rate")).doubleValue() > 0, result::toString);
            assertTrue(((Number) result.get("cpu")).doubleValue() > 0, result::toString);
            assertTrue(((Number) result.get("max_us")).doubleValue() > 0, result::toString);
        }
    }

    @Test
    void aVisitorAnIdlerAndAStormedClientCountOnce() throws Exception {
        try (FaultyServer server = FaultyServer.correct()) {
            String port = SHORT + server.port();
            assertEquals(
                    40, Generators.number(Generators.JAVA.run("--mode connect --connections 40" + port), "messages"));
            assertEquals(
                    40, Generators.number(Generators.JAVA.run("--mode storm --connections 40" + port), "messages"));
            assertEquals(
                    40 * (1 + 5),
                    Generators.number(
                            Generators.JAVA.run("--mode idle --connections 40 --burst 5" + port), "messages"));
        }
    }

    @ParameterizedTest
    @EnumSource(Generators.class)
    void anOpenLoopSendsItsRate(Generators generator) throws Exception {
        try (FaultyServer server = FaultyServer.correct()) {
            Map<String, Object> result = generator.run(
                    "--mode open --connections 10 --rate 30 --warmup 100ms --duration 500ms --port " + server.port());

            assertEquals(150, Generators.number(result, "messages"), result::toString);
        }
    }

    /** A generator that is late itself must not count from when it got round to sending. */
    @Test
    void whatGoesOutLateCountsFromWhenItWasDue() throws Exception {
        try (FaultyServer server = FaultyServer.correct();
                Engine engine = new Engine(Options.parse(
                        ("--mode open --rate 500 --warmup 0ms --duration 400ms --port " + server.port()).split(" ")))) {
            Opening opening = new Opening(engine, 1, new Tally());
            engine.run(opening);
            Tally tally = new Tally();
            Tally late = new Tally();
            OpenLoop loop = new OpenLoop(engine, opening.sessions(), tally, late);
            loop.begin(System.nanoTime() - 200_000_000);
            engine.run(now -> tally.messages() == 200 ? Phase.OVER : Math.min(loop.tick(now), now + 10_000_000));

            assertTrue(tally.micros(100) >= 200_000, () -> tally.micros(100) + " us");
            assertTrue(late.micros(100) >= 200_000, () -> late.micros(100) + " us");
            assertTrue(tally.micros(75) >= 100_000, () -> tally.micros(75) + " us");
        }
    }

    @Test
    void whatGoesOutLateCountsFromWhenItWasDueInC() throws Exception {
        try (FaultyServer server = FaultyServer.correct()) {
            Process generator = Generators.start(
                    List.of(("--mode open --rate 500 --warmup 0ms --duration 1s --port " + server.port()).split(" ")));
            await().atMost(Duration.ofSeconds(10)).until(() -> server.messages() > 20);
            signal("STOP", generator);
            long stopped = System.nanoTime();
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() - stopped > 200_000_000);
            signal("CONT", generator);
            Map<String, Object> result = Generators.result(generator);

            assertEquals(500, Generators.number(result, "messages"), result::toString);
            assertTrue(Generators.number(result, "max_us") >= 150_000, result::toString);
            assertTrue(Generators.number(result, "late_max_us") >= 150_000, result::toString);
            assertTrue(Generators.number(result, "p90_us") >= 50_000, result::toString);
        }
    }

    private static void signal(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertEquals(0, kill.waitFor());
    }

    /** What is due while the server stalls is late by as much, though it is not sent one by one meanwhile. */
    @ParameterizedTest
    @EnumSource(Generators.class)
    void anOpenLoopShowsAStallToAllThatWereDue(Generators generator) throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.STALL, 100, 1, Duration.ofMillis(200))) {
            Map<String, Object> result = generator.run(
                    "--mode open --connections 1 --rate 500 --warmup 100ms --duration 400ms --port " + server.port());

            assertEquals(1, server.done());
            assertEquals(0, Generators.number(result, "faults"), result::toString);
            assertTrue(Generators.number(result, "p999_us") >= 150_000, result::toString);
            // 200 ms of 400 were hit, evenly: of all messages a tenth waited for 160 ms and more.
            assertTrue(Generators.number(result, "p90_us") >= 100_000, result::toString);
        }
    }

    @Test
    void theExitCodeSaysWhetherItRan() throws Exception {
        try (FaultyServer server = new FaultyServer(Wrong.DOUBLE, 2, 1, Duration.ZERO)) {
            String port = Integer.toString(server.port());
            assertEquals(0, Generate.status(new String[] {"--warmup", "0ms", "--duration", "50ms", "--port", port}));
        }
        assertEquals(64, Generate.status(new String[] {"--port", "none"}));
    }

    @Test
    void aServerThatIsNotThereIsAnErrorAndNoResult() throws Exception {
        try (Socket taken = new Socket()) { // nobody else gets the port, not even a connection to it as its own
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();
            IOException e = assertThrows(IOException.class, () -> Generators.JAVA.run("--port " + port));
            assertTrue(e.getMessage().contains("port " + port), e.getMessage());
        }
    }
}

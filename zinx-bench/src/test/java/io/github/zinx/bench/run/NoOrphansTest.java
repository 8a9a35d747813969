package io.github.zinx.bench.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever way the bench ends, no process that it started is left. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(300)
class NoOrphansTest {

    /** The guard gives a foreign server 1.5 s to end in peace, the bench waits 3 s. */
    private static final Duration BOUND = Duration.ofSeconds(3 * 3 + 1);

    /** A bench that finds others busy waits for them and repeats what it has measured. */
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @TempDir
    Path folder;

    private final List<ProcessHandle> seen = new ArrayList<>();

    @AfterEach
    void leaveNothingEither() {
        seen.forEach(ProcessHandle::destroyForcibly);
    }

    /** One server is ours, the other a shell with two processes in a pipe, of which one lasts for hours if nobody ends it. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL", "HUP"})
    void aSignalEndsAll(String signal) throws Exception {
        String marker = "98765." + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
        Process bench = start("--peer", "piped=sleep " + marker + " | " + peer());
        awaitGenerator(bench);
        assertTrue(running("sleep " + marker), "nothing to end");
        assertTrue(seen.size() >= 6, seen::toString);

        new ProcessBuilder("kill", "-" + signal, "" + bench.pid()).start().waitFor();

        assertTrue(bench.waitFor(BOUND.toSeconds(), SECONDS));
        await().atMost(BOUND).until(() -> alive().isEmpty() && !running("sleep " + marker));
    }

    @Test
    void aServerThatDoesNotStartLeavesNothing() throws Exception {
        String marker = "98765." + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
        Process bench = start("--peer", "hopeless=sleep " + marker + " & echo no luck on {port}; exit 3");

        assertTrue(bench.waitFor(PATIENCE.toSeconds(), SECONDS), "the bench did not end");

        assertEquals(1, bench.exitValue());
        assertTrue(log().contains("hopeless ended: no luck on "), log());
        await().atMost(BOUND).until(() -> !running("sleep " + marker));
    }

    @Test
    void whenAllWentWellNothingIsLeft() throws Exception {
        Process bench = start("--peer", "piped=sleep 98765 | " + peer());
        awaitGenerator(bench);

        assertTrue(bench.waitFor(PATIENCE.toSeconds(), SECONDS), "the bench did not end");

        assertEquals(0, bench.exitValue(), this::log);
        await().atMost(BOUND).until(() -> alive().isEmpty());
    }

    private Process start(String... more) throws Exception {
        List<String> command = new ArrayList<>(OwnJvm.command(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m")));
        command.addAll(List.of("run", "--quick", "--scenario", "b", "--rounds", "1", "--peers", "bare-vt"));
        command.addAll(List.of("--generator", "java"));
        command.addAll(List.of(more));
        Process bench = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        seen.add(bench.toHandle());
        return bench;
    }

    private static String peer() {
        return String.join(" ", OwnJvm.command(List.of("-Xmx128m"))) + " peer bare-vt --port {port}";
    }

    /** Both servers have been started then. */
    private void awaitGenerator(Process bench) {
        await().atMost(PATIENCE)
                .until(() -> !bench.isAlive() || bench.descendants().anyMatch(child -> says(child, "Main generate")));
        assertTrue(bench.isAlive(), this::log);
        bench.descendants().forEach(seen::add);
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    private Set<Long> alive() {
        return seen.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean running(String words) {
        return ProcessHandle.allProcesses().anyMatch(process -> says(process, words));
    }

    private static boolean says(ProcessHandle process, String words) {
        return process.info().commandLine().orElse("").contains(words);
    }
}

package io.github.zinx.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void withoutAnyItIsTheMiddleOne() throws Exception {
        Options options = Options.parse(List.of());

        assertEquals(Effort.NORMAL, options.effort());
        assertEquals(Effort.NORMAL.scenarios(), options.scenarios());
        assertEquals(BuiltIn.names(), options.servers());
        assertEquals(3, options.rounds());
        assertNull(options.report());
    }

    @Test
    void eachSaysWhatItSays() throws Exception {
        Options options = Options.parse(List.of(
                "--quick",
                "--scenario",
                "db,growth",
                "--peer",
                "go=./server -p {port} --x=1",
                "--peers",
                "zinx-pool,netty-epoll",
                "--rounds",
                "12",
                "--generator",
                "java",
                "--report",
                "out"));

        assertEquals(Effort.QUICK, options.effort());
        assertEquals(List.of("b", "d", "growth"), options.scenarios());
        assertEquals(Map.of("go", "./server -p {port} --x=1"), options.foreign());
        assertEquals(List.of("netty-epoll", "zinx-pool"), options.servers());
        assertEquals(12, options.rounds());
        assertEquals("java", options.generator());
        assertEquals(Path.of("out"), options.report());
    }

    @Test
    void scenariosAreLettersAndWords() throws Exception {
        assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h", "o"), Scenarios.named("abcdefgho"));
        assertEquals(List.of("a", "fairness", "storm"), Scenarios.named("storm,a,fairness,a"));
    }

    /** The words of a command line, divided by blanks, and what the one line on stderr must name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "--fast ! '--fast'",
                "abc ! 'abc'",
                "--quick --full ! --quick and --full",
                "--scenario ! --scenario needs",
                "--scenario abx ! 'x'",
                "--scenario fairnes ! 'i'",
                "--scenario a,,b ! 'a,,b'",
                "--rounds 0 ! '0'",
                "--rounds 100 ! '100'",
                "--rounds many ! 'many'",
                "--peers netty ! 'netty'",
                "--peer go ! 'go'",
                "--peer =x{port} ! '=x{port}'",
                "--peer go=./server ! {port}",
                "--peer zinx-pool=x{port} ! 'zinx-pool'",
                "--peer a=x{port} --peer a=y{port} ! 'a'",
                "--generator rust ! 'rust'",
                "--report ! --report needs",
            })
    void aMistakeIsOneLineThatNamesIt(String words, String named) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = Bench.run(Arrays.asList(words.strip().split(" ")), new PrintStream(out), new PrintStream(err));

        String line = err.toString(StandardCharsets.UTF_8);
        assertEquals(64, code);
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith("zinx bench: ") && line.contains(named.strip()), line);
        assertEquals(0, out.size());
    }

    @Test
    void theListHasEverything() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertEquals(0, Bench.run(List.of("--list"), new PrintStream(out), System.err));

        String list = out.toString(StandardCharsets.UTF_8);
        BuiltIn.names().forEach(name -> assertTrue(list.contains(name + " "), name));
        Scenarios.names().forEach(name -> assertTrue(list.contains(name + " "), name));
    }
}

package io.github.zinx.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.zinx.tests.support.Counts;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that the fuzzer starts from, or has found, again in every run; and what a little chance makes of them. */
class ConfigCorpusTest {

    private static final String INPUTS = "ConfigFuzzTestInputs/";

    @TempDir
    Path folder;

    @Test
    void everyYamlOfTheCorpusIsReadOrRefused() throws Exception {
        replay(AnyConfig.yaml(folder), inputs("yaml"));
    }

    @Test
    void everyZinxJsonOfTheCorpusIsReadOrRefused() throws Exception {
        replay(AnyConfig.zinxJson(folder), inputs("zinxJson"));
    }

    @Test
    void largeFilesAreRefusedWithoutBeingParsed() throws Exception {
        byte[] large = "server: {}\n".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        AnyConfig.yaml(folder).read(large);
        AnyConfig.zinxJson(folder).read(large);
    }

    private static void replay(AnyConfig any, List<byte[]> inputs) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        assertFalse(inputs.isEmpty());
        for (byte[] input : inputs) {
            any.read(input);
            for (int i = 0; i < Counts.of(20, 2000); i++) {
                byte[] changed = change(input, inputs.get(random.nextInt(inputs.size())), random);
                try {
                    any.read(changed);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ": " + Arrays.toString(changed), e);
                }
            }
        }
    }

    /** Some bytes replaced, and now and then the end of another file in place of its own. */
    private static byte[] change(byte[] input, byte[] other, Random random) {
        byte[] changed = input.clone();
        for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) > 0) {
            return changed;
        }
        int cut = random.nextInt(changed.length + 1);
        byte[] end = Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
        byte[] both = Arrays.copyOf(changed, cut + end.length);
        System.arraycopy(end, 0, both, cut, end.length);
        return both;
    }

    private static List<byte[]> inputs(String fuzzTest) throws IOException, URISyntaxException {
        Path corpus =
                Path.of(ConfigCorpusTest.class.getResource(INPUTS + fuzzTest).toURI());
        try (Stream<Path> files = Files.list(corpus)) {
            return files.sorted().map(ConfigCorpusTest::bytes).toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

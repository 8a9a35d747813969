package io.github.zinx.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The files that the fuzzer starts from, or has found. */
final class Corpus {

    /** What is done with an input; throws if what comes of it is not as it should be. */
    @FunctionalInterface
    interface Target {
        void read(byte[] input) throws Exception;
    }

    private final List<byte[]> inputs = new ArrayList<>();

    private Corpus(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        assertFalse(inputs.isEmpty(), folder::toString);
    }

    /** The corpus of one fuzz test, where that looks for it too. */
    static Corpus of(String type, String method) throws IOException, URISyntaxException {
        return new Corpus(
                Path.of(Corpus.class.getResource(type + "Inputs/" + method).toURI()));
    }

    /** Gives the target each input, and so many that chance has made of it. */
    void replay(int changes, Target target) {
        Random random = new Random();
        for (byte[] input : inputs) {
            read(target, input);
            for (int i = 0; i < changes; i++) {
                read(target, change(input, inputs.get(random.nextInt(inputs.size())), random));
            }
        }
    }

    private static void read(Target target, byte[] input) {
        try {
            target.read(input);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with the input " + Arrays.toString(input), e);
        }
    }

    /** Some bytes replaced, and now and then the end of another input in place of its own. */
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
}

package io.github.zinx.bench.generator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The generator in C, for loads that keep a JVM's too busy: the same options, checks and result in modes {@code echo},
 * {@code open} and {@code fairness}. Its source is in the jar.
 */
public final class NativeGenerator {

    private static final String SOURCE = "generator.c";
    private static final int PATIENCE_SECONDS = 60;

    private NativeGenerator() {}

    /**
     * Compiles it with the system's {@code cc} into that folder, unless it is there already, made of the same source.
     * Blocks while the compiler runs. Says on {@code messages} what was done, or why it cannot be had.
     *
     * @return the program; empty where there is no Linux, no {@code cc}, or none that compiles it
     * @throws IOException if the folder cannot be written to
     */
    public static Optional<Path> compile(Path folder, PrintStream messages) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            messages.println("The generator in C needs Linux; the one in Java is used.");
            return Optional.empty();
        }
        byte[] code = source();
        Files.createDirectories(folder);
        Path source = folder.resolve(SOURCE);
        Path program = folder.resolve("generator").toAbsolutePath();
        if (Files.isExecutable(program) && Files.exists(source) && sameBytes(source, code)) {
            return Optional.of(program);
        }
        // Under another name until it is whole: somebody else may be about the same.
        Path unfinished = Files.createTempFile(folder, "generator", ".out");
        try {
            Path copy = Files.write(folder.resolve(unfinished.getFileName() + ".c"), code);
            if (!compiled(copy, unfinished, messages)) {
                Files.delete(copy);
                return Optional.empty();
            }
            Files.move(unfinished, program, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, source, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        messages.println("The generator in C was compiled to " + program + ".");
        return Optional.of(program);
    }

    private static byte[] source() throws IOException {
        try (InputStream in = NativeGenerator.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IOException(SOURCE + " is not among the classes");
            }
            return in.readAllBytes();
        }
    }

    private static boolean sameBytes(Path file, byte[] expected) throws IOException {
        return Arrays.equals(Files.readAllBytes(file), expected);
    }

    private static boolean compiled(Path source, Path program, PrintStream messages) throws InterruptedException {
        try {
            Process cc = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (cc.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && cc.exitValue() == 0) {
                return true;
            }
            cc.destroyForcibly();
            messages.println("cc does not compile the generator in C; the one in Java is used.");
        } catch (IOException e) {
            messages.println("There is no cc to compile the generator in C; the one in Java is used.");
        }
        return false;
    }
}

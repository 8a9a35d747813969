package io.github.zinx.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of what a process wrote to its log. */
final class LogTail {

    private static final int LINES = 3;

    private LogTail() {}

    /** The last lines of {@code log} in one, or what else there is to say. */
    static String of(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty()
                    ? "it said nothing"
                    : String.join(" / ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }
}

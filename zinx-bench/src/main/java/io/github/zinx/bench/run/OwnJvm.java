package io.github.zinx.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another of the bench's programs, with the JDK and the class path that this one has. */
final class OwnJvm {

    private OwnJvm() {}

    static List<String> command(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.zinx.bench.Main"));
        return command;
    }
}

package io.github.zinx.bench.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cores that servers and generator are kept to, so that neither takes the other's time.
 *
 * @param server the number of the servers' core; -1 where nothing is pinned
 */
record Cores(int server, int generator) {

    private static final Cores NONE = new Cores(-1, -1);
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Two cores that this process may use, not two threads of one core if there is a choice; none without {@code taskset}. */
    static Cores choose() {
        try {
            if (!isOnPath("taskset") || !Files.isReadable(STATUS)) {
                return NONE;
            }
            List<Integer> allowed = Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .map(line -> numbers(line.substring(line.indexOf(':') + 1)))
                    .orElse(List.of());
            return of(allowed, allowed.isEmpty() ? List.of() : siblings(allowed.getFirst()));
        } catch (IOException e) {
            return NONE;
        }
    }

    /** The first of {@code allowed} for servers, and for the generator the last that is none of the first's {@code siblings}. */
    static Cores of(List<Integer> allowed, List<Integer> siblings) {
        if (allowed.size() < 2) {
            return NONE;
        }
        int other = allowed.stream()
                .filter(core -> !siblings.contains(core))
                .reduce((first, second) -> second)
                .orElse(allowed.getLast());
        return new Cores(allowed.getFirst(), other);
    }

    /** The numbers in a list such as {@code 0-3,8}. */
    static List<Integer> numbers(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : list.strip().split(",")) {
            String[] ends = part.split("-");
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                numbers.add(i);
            }
        }
        return numbers;
    }

    static boolean isOnPath(String program) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    boolean arePinned() {
        return server >= 0;
    }

    List<String> serverCommand(List<String> command) {
        return on(server, command);
    }

    List<String> generatorCommand(List<String> command) {
        return on(generator, command);
    }

    /** Those whose use by others disturbs; empty for all. */
    Set<Integer> watched() {
        return arePinned() ? new TreeSet<>(List.of(server, generator)) : Set.of();
    }

    @Override
    public String toString() {
        return arePinned()
                ? "servers on core " + server + ", generator on core " + generator + ", by taskset"
                : "not pinned to cores: that takes Linux, taskset and two cores";
    }

    private static List<String> on(int core, List<String> command) {
        if (core < 0) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        return pinned;
    }

    private static List<Integer> siblings(int core) {
        try {
            return numbers(
                    Files.readString(Path.of("/sys/devices/system/cpu/cpu" + core + "/topology/thread_siblings_list")));
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }
}

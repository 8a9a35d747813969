package io.github.zinx.tests.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the system call that accepts a connection fail with EMFILE, as it does without descriptors, by strace: there are
 * enough of them for everything else, so that nothing but accepting is hindered.
 */
final class FailingAccept {

    /** The child's own first connection shall get through. */
    private static final int FIRST = 2;

    private FailingAccept() {}

    /** The command under which so many accepts fail. */
    static List<String> times(int count) {
        return under(FIRST + ".." + (FIRST + count - 1));
    }

    /** The command under which all accepts fail. */
    static List<String> always() {
        return under(FIRST + "+");
    }

    private static List<String> under(String when) {
        return List.of(
                "strace",
                "-f",
                "--seccomp-bpf", // only these calls are slower
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=accept,accept4",
                "-e",
                "inject=accept,accept4:error=EMFILE:when=" + when);
    }

    /** Says whether there is an strace here that may do it. */
    static boolean isPossible() throws InterruptedException {
        try {
            List<String> command = new ArrayList<>(always());
            command.add("true");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

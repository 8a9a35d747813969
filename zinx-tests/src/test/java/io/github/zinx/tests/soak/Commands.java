package io.github.zinx.tests.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** What a child process does when it is told to: a word on its stdin, and a report on its stdout when it is done. */
final class Commands {

    private final Map<String, Callable<Report>> actions = new HashMap<>();

    Commands on(String word, Callable<Report> action) {
        actions.put(word, action);
        return this;
    }

    /** Says that it is ready, and serves until its stdin ends, as it does when the parent has gone. */
    void serve(Report ready) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // nothing else shall get between the reports
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println(ready.add("ready", 1));
        for (String word = in.readLine(); word != null; word = in.readLine()) {
            Callable<Report> action = actions.get(word);
            try {
                if (action == null) {
                    throw new IllegalArgumentException("there is no command '" + word + "'");
                }
                out.println(action.call());
            } catch (Exception e) {
                System.err.println("ERROR " + word + ": " + e);
                out.println(new Report().add("failed", 1));
            }
        }
    }
}

package io.github.zinx.bench.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Says what is done and how long the rest will take: on a terminal in one line that is written over, else in a line for each step.
 * The estimate is the planned time of what is left, stretched as the time so far was.
 */
final class Progress {

    private static final String ERASE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final double planned;
    private final long began = System.nanoTime();
    private double done;
    private double unplanned;

    Progress(PrintStream out, boolean terminal, double plannedSeconds) {
        this.out = out;
        this.terminal = terminal;
        this.planned = plannedSeconds;
    }

    /** Says what begins now. */
    void step(String what) {
        String line = words(planned, done, elapsed() - unplanned) + "  " + what;
        if (terminal) {
            out.print(ERASE + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Something that was planned to take {@code seconds} is over, or will not be done. */
    void over(double seconds) {
        done += seconds;
    }

    /** Something took {@code seconds} that was not planned, and so says nothing of how long the rest will take. */
    void repeated(double seconds) {
        unplanned += seconds;
    }

    /** Something to be read beside the progress; it stays. */
    void say(String line) {
        clear();
        out.println(line);
    }

    /** Makes room for lines on another stream. */
    void clear() {
        if (terminal) {
            out.print(ERASE);
            out.flush();
        }
    }

    double elapsed() {
        return (System.nanoTime() - began) / 1e9;
    }

    /** Seconds that the rest will take. */
    double left() {
        return left(planned, done, elapsed() - unplanned);
    }

    /** The share done and the time left, in words. */
    static String words(double planned, double done, double elapsed) {
        int percent = planned <= 0 ? 100 : (int) Math.min(100, 100 * done / planned);
        Duration time = Duration.ofSeconds(Math.round(left(planned, done, elapsed)));
        return String.format(Locale.ROOT, "[%3d %%, %d:%02d left]", percent, time.toMinutes(), time.toSecondsPart());
    }

    /** At the very start nobody knows yet how long things take. */
    private static double left(double planned, double done, double elapsed) {
        double stretch = done < planned / 20 ? 1 : elapsed / done;
        return Math.max(0, planned - done) * stretch;
    }
}

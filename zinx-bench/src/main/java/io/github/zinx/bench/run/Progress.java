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

    Progress(PrintStream out, boolean terminal, double plannedSeconds) {
        this.out = out;
        this.terminal = terminal;
        this.planned = plannedSeconds;
    }

    /** Says what begins now. */
    void step(String what) {
        String line = left(planned, done, elapsed()) + "  " + what;
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
        return left(planned, done, elapsed(), 1);
    }

    /** The share done and the time left, in words. */
    static String left(double planned, double done, double elapsed) {
        double left = left(planned, done, elapsed, Double.MAX_VALUE);
        int percent = planned <= 0 ? 100 : (int) Math.min(100, 100 * done / planned);
        Duration time = Duration.ofSeconds(Math.round(left));
        return String.format(Locale.ROOT, "[%3d %%, %d:%02d left]", percent, time.toMinutes(), time.toSecondsPart());
    }

    /** What is left of the plan, stretched as what was done, but at most so much. */
    private static double left(double planned, double done, double elapsed, double mostStretch) {
        double stretch = done < planned / 20 ? 1 : Math.min(mostStretch, elapsed / done);
        return Math.max(0, planned - done) * stretch;
    }
}

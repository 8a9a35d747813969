package io.github.zinx.transport;

/**
 * A hook that runs.
 *
 * @param start true for the start hook, false for the stop hook
 * @param thread the thread that runs it
 * @param since when it began, as {@link System#nanoTime} reckons
 */
public record HookRun(boolean start, Thread thread, long since) {

    static HookRun begins(boolean start) {
        return new HookRun(start, Thread.currentThread(), System.nanoTime());
    }
}

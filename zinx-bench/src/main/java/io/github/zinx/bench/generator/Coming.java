package io.github.zinx.bench.generator;

/** Visits one after the other, or some at a time: for the warm-up's time, and then as many as were asked for. */
final class Coming implements Phase {

    private final Engine engine;
    private final Window window;
    private final Tally tally;
    private final Visits visits;
    private long warm = OVER;
    private boolean measuring;
    private int left;

    Coming(Engine engine, Window window, Tally tally) {
        this.engine = engine;
        this.window = window;
        this.tally = tally;
        this.visits = new Visits(engine, 0, false, tally);
        this.left = engine.options.connections();
    }

    @Override
    public long next(long now) {
        if (warm == OVER) {
            warm = now + engine.options.warmup().toNanos();
        }
        if (!measuring && now - warm >= 0 && visits.inAir() == 0) {
            measuring = true;
            window.open();
            tally.open();
        }
        if (measuring && left == 0 && visits.inAir() == 0) {
            window.close();
            return OVER;
        }
        while (visits.inAir() < engine.options.depth() && (measuring ? left > 0 : now - warm < 0)) {
            if (measuring) {
                left--;
            }
            visits.begin(System.nanoTime());
        }
        return now + 100_000_000;
    }
}

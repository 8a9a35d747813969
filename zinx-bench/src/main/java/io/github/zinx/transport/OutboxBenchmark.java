package io.github.zinx.transport;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.wire.FrameCodec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message of 32 bytes on its way from a sender to the writer, without the socket behind it: a buffered one is encoded on
 * the way, the frame of an unbuffered one is made beforehand. Sender and writer are virtual threads on one carrier, so that no waking of another carrier
 * is measured. It lies in this package because the outbox is not public; the bench runs on the class
 * path, where one package may come from two jars.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "-Djmh.executor=VIRTUAL",
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-Djdk.virtualThreadScheduler.parallelism=1"
        })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OutboxBenchmark {

    private static final int BATCH = 64;

    private final Frames frames = new Frames(FrameCodec.named("ltv-le"), 1024);
    private final byte[] payload = new byte[32];
    private final Frame frame = frames.frame(1, payload);
    private final Outbox alone = outbox();
    private final Outbox shared = outbox();
    private long sent;
    private volatile long taken;

    /** Starts the writer of the outbox that has one. */
    @Setup
    public void start() {
        Thread.ofVirtual().name("writer").start(this::write);
    }

    /** Ends that writer. */
    @TearDown
    public void stop() {
        shared.shut(null);
    }

    /** Into the queue and out again, with nobody else about. */
    @Benchmark
    public @Nullable Object queueAndTake() throws InterruptedException {
        alone.sendBuffered(frames.item(1, payload));
        return alone.take();
    }

    /** One buffered send, until the sleeping writer has taken it. */
    @Benchmark
    public void buffered() throws InterruptedException {
        sent++;
        shared.sendBuffered(frames.item(1, payload));
        await();
    }

    /** Buffered sends one behind the other, until the writer has taken the last; the figures are for each of them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void bufferedBatch() throws InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            sent++;
            shared.sendBuffered(frames.item(1, payload));
        }
        await();
    }

    /** One unbuffered send: it returns when the writer has taken the frame. */
    @Benchmark
    public void unbuffered() throws InterruptedException {
        sent++;
        shared.send(frame);
    }

    /** Gives the one carrier to the writer. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void await() {
        while (taken != sent) {
            Thread.yield();
        }
    }

    private void write() {
        try {
            for (Outgoing next = shared.take(); next != null; next = shared.take()) {
                long count = taken;
                for (Outgoing more = next; more != null; more = shared.poll()) {
                    count += more.messages();
                }
                taken = count;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outbox outbox() {
        return new Outbox(
                ConnectionSettings.defaults(),
                () -> true,
                () -> new ConnectionClosedException(0, "the benchmark is over", null),
                writable -> {},
                () -> {},
                MemoryCap.none().share());
    }
}

package io.github.zinx.bench.jmh;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.dispatch.DispatchEvents;
import io.github.zinx.dispatch.Dispatcher;
import io.github.zinx.dispatch.Holding;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.ReaderDispatcher;
import io.github.zinx.dispatch.WorkerPool;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A decoded message on its way from the reader to its handler, from {@code accept} until the handler has run. The reader
 * is a virtual thread here as in the server. Making the {@link Request} is part of it, since every message needs one.
 *
 * <p>There is one carrier, so that a hand-over between virtual threads is just that, as on a busy server, and not the
 * operating system's waking of another carrier.
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
public class LaneBenchmark {

    private static final int BATCH = 64;

    /** Who runs handlers: a worker on a virtual or a platform thread, or the reader itself. */
    public enum Lane {
        /** A worker, as by default for handlers that take long. */
        VIRTUAL,
        /** The reader in place of such a worker, as by default with handlers as quick as these. */
        QUICK,
        /** A worker on a platform thread. */
        PLATFORM,
        /** The reader, as with {@code workers.count: 0}. */
        READER
    }

    /** Who runs handlers. */
    @Param
    public Lane lane = Lane.VIRTUAL;

    private final Message message = Message.of(1, new byte[32]);
    private final Connection connection = nothing(Connection.class);
    private final Connections connections = nothing(Connections.class);
    private final Dispatcher[] dispatcher = new Dispatcher[1];
    private final Mailbox[] mailbox = new Mailbox[1];
    private long accepted;
    private final AtomicLong handled = new AtomicLong();

    /** Starts the lane. */
    @Setup
    public void start() {
        Router router = new Router();
        router.handle(1, request -> handled.set(handled.getPlain() + 1));
        router.handleView(2, view -> handled.set(handled.getPlain() + 1));
        dispatcher[0] = dispatcher(router);
        dispatcher[0].start();
        mailbox[0] = dispatcher[0].mailbox(1, Holding.UNBOUNDED);
    }

    /** Ends the lane. */
    @TearDown
    public void stop() {
        mailbox[0].close();
        dispatcher[0].stop();
    }

    /** One message, and no other before its handler has run: what a peer that waits for its answer sees. */
    @Benchmark
    public void one() throws InterruptedException {
        accept();
        await();
    }

    /** Messages that arrived together; the figures are for each of them. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch() throws InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            accept();
        }
        await();
    }

    /** Messages that arrived together and are seen where they stand, unless they have to wait for a worker. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void views() throws InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            accepted++;
            mailbox[0].accept(new RequestView(connection, connections, 2, message.data(), 0, message.data().length));
        }
        await();
    }

    private void accept() throws InterruptedException {
        accepted++;
        mailbox[0].accept(new Request(connection, message, connections));
    }

    /** Gives the one carrier to the worker; a platform worker needs none, and there yielding would only allocate. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void await() {
        if (lane == Lane.QUICK) {
            mailbox[0].rest(); // as before the next read
        }
        while (handled.get() != accepted) {
            if (lane == Lane.PLATFORM) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private Dispatcher dispatcher(Router router) {
        WorkerSettings defaults = WorkerSettings.defaults();
        Threads threads = lane == Lane.PLATFORM ? Threads.PLATFORM : Threads.VIRTUAL;
        var settings = new WorkerSettings(
                lane == Lane.READER ? 0 : 1,
                threads,
                defaults.queueCapacity(),
                defaults.readAhead(),
                threads.defaultMaxWaiting());
        DispatchEvents silence = new DispatchEvents() {};
        return switch (lane) {
            case READER -> new ReaderDispatcher(settings, router, silence, "task-");
            case QUICK -> WorkerPool.withReaders(settings, router, silence, "worker-");
            case VIRTUAL, PLATFORM -> new WorkerPool(settings, router, silence, "worker-");
        };
    }

    /** A handler here asks its connection for nothing, and a mailbox only whether it is writable. */
    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("isWritable")) {
                return true;
            }
            throw new UnsupportedOperationException(method.getName());
        }));
    }
}

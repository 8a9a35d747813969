package io.github.zinx.dispatch;

import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.StubConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is told. */
final class Tally implements DispatchEvents {

    /** For what has to come at all: far longer than it ever takes. */
    static final Duration SOON = Duration.ofSeconds(10);

    final AtomicInteger handled = new AtomicInteger();
    final AtomicInteger unknown = new AtomicInteger();
    final AtomicInteger dropped = new AtomicInteger();
    final Queue<Integer> workers = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> handlerFailures = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> viewFailures = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> taskFailures = new ConcurrentLinkedQueue<>();

    /** Makes a request whose payload is this number. */
    static Request numbered(long connectionId, int number) {
        byte[] payload = ByteBuffer.allocate(4).putInt(number).array();
        return new Request(new StubConnection(connectionId), Message.of(1, payload), StubConnection.NOBODY);
    }

    static int number(Request request) {
        return ByteBuffer.wrap(request.data()).getInt();
    }

    @Override
    public void workerStarted(int worker) {
        workers.add(worker);
    }

    @Override
    public void handled(Request request) {
        handled.incrementAndGet();
    }

    @Override
    public void unknown(Request request) {
        unknown.incrementAndGet();
    }

    @Override
    public void handlerFailed(Request request, Throwable failure) {
        handlerFailures.add(failure);
    }

    @Override
    public void viewHandlerFailed(RequestView view, Throwable failure) {
        viewFailures.add(failure);
    }

    @Override
    public void taskFailed(Throwable failure) {
        taskFailures.add(failure);
    }

    @Override
    public void dropped(int count) {
        dropped.addAndGet(count);
    }
}

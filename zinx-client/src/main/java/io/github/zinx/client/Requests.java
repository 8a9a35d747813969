package io.github.zinx.client;

import io.github.zinx.CloseReason;
import io.github.zinx.ConnectionClosedException;
import io.github.zinx.Message;
import io.github.zinx.dispatch.WorkerPool;
import io.github.zinx.transport.TcpConnection;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Questions that wait for an answer, on one connection. */
final class Requests {

    /** Whoever waits for longer gives the worker it holds to another thread. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(5);

    /** Those who act on an answer may take their time, so they do not do it on the thread that reads. */
    private static final Executor OUTSIDE =
            task -> Thread.ofVirtual().name("zinx-answer").start(task);

    private final Waiters waiters;
    private final TcpConnection connection;

    /** Held from taking a place in the line to queueing the question, so that both have the same order. */
    private final ReentrantLock asking = new ReentrantLock();

    Requests(Waiters waiters, TcpConnection connection) {
        this.waiters = waiters;
        this.connection = connection;
    }

    Message ask(Message question, int answerId, Duration timeout) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + nanos(timeout);
        CompletableFuture<Message> answer = send(question, answerId, timeout);
        try {
            return await(answer, end);
        } catch (CancellationException e) {
            throw closed();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it like that
        } catch (TimeoutException e) {
            if (answer.cancel(false)) {
                throw new TimeoutException(
                        "no message " + Integer.toUnsignedString(answerId) + " within " + timeout.toMillis() + " ms");
            }
            return answer.join(); // it came at the last moment
        } catch (InterruptedException e) {
            answer.cancel(false);
            throw e;
        }
    }

    CompletableFuture<Message> askAsync(Message question, int answerId, Duration timeout) throws InterruptedException {
        CompletableFuture<Message> answer;
        try {
            answer = send(question, answerId, timeout);
        } catch (TimeoutException e) {
            return CompletableFuture.failedFuture(e);
        }
        answer.orTimeout(nanos(timeout), TimeUnit.NANOSECONDS);
        return answer.handleAsync(
                (message, failure) -> {
                    if (failure instanceof CancellationException) {
                        throw closed();
                    }
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return message;
                },
                OUTSIDE);
    }

    private CompletableFuture<Message> send(Message question, int answerId, Duration timeout)
            throws InterruptedException, TimeoutException {
        if (connection.isReadBy(Thread.currentThread())) {
            throw new IllegalStateException("a hook waits for an answer that only its own thread could read");
        }
        if (!asking.tryLock(nanos(timeout), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("no turn to ask within " + timeout.toMillis() + " ms");
        }
        try {
            Waiters.Waiter waiter = waiters.add(answerId, nanos(timeout));
            try {
                connection.sendBuffered(question);
                return waiter.answer();
            } catch (Throwable t) {
                waiters.remove(waiter);
                throw t;
            }
        } finally {
            asking.unlock();
        }
    }

    private static Message await(CompletableFuture<Message> answer, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        long left = end - System.nanoTime();
        if (left > MOMENT) {
            try {
                return answer.get(MOMENT, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (!WorkerPool.giveUpLane()) {
                    throw e;
                }
            }
        }
        return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private ConnectionClosedException closed() {
        CloseReason why = connection.closeReason().orElse(null);
        String text = "connection " + connection.id() + " ended before the answer came";
        return new ConnectionClosedException(
                connection.id(), why == null ? text : text + ": " + why.kind(), why == null ? null : why.cause());
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(Duration.ofDays(365)) < 0
                ? timeout.toNanos()
                : Duration.ofDays(365).toNanos();
    }
}

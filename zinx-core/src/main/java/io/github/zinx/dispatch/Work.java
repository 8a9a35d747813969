package io.github.zinx.dispatch;

import io.github.zinx.Request;
import io.github.zinx.RequestView;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that waits in a mailbox and is run in its turn: a request for its handler, or a task. Who runs it, and since
 * when, is known once it has begun, and may be asked of whatever {@link Mailbox#running} returns.
 */
public abstract sealed class Work {

    // Written before the work is shown as running, and not changed afterwards.
    private @Nullable Thread thread;
    private long since;

    /** Returns the request, if it is one: a view is for its own thread alone. */
    public abstract Optional<Request> request();

    /** Says whether it is a task. */
    public boolean isTask() {
        return this instanceof Task;
    }

    abstract int size();

    /** Returns the thread that runs it. */
    public Thread thread() {
        return Objects.requireNonNull(thread, "not begun");
    }

    /** Returns when it began, as {@link System#nanoTime} reckons. */
    public long since() {
        return since;
    }

    void begin(long now) {
        thread = Thread.currentThread();
        since = now;
    }

    static final class Letter extends Work {
        private final Request request;

        Letter(Request request) {
            this.request = request;
        }

        Request get() {
            return request;
        }

        @Override
        public Optional<Request> request() {
            return Optional.of(request);
        }

        @Override
        int size() {
            return request.data().length;
        }
    }

    /** A request that the reader may run where it stands. */
    static final class View extends Work {
        private final RequestView view;

        View(RequestView view) {
            this.view = view;
        }

        RequestView get() {
            return view;
        }

        @Override
        public Optional<Request> request() {
            return Optional.empty();
        }

        @Override
        int size() {
            return view.length();
        }
    }

    static final class Task extends Work {
        private final Runnable runnable;

        Task(Runnable runnable) {
            this.runnable = runnable;
        }

        Runnable get() {
            return runnable;
        }

        @Override
        public Optional<Request> request() {
            return Optional.empty();
        }

        @Override
        int size() {
            return 0;
        }
    }
}

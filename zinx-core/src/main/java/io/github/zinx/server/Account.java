package io.github.zinx.server;

import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.dispatch.Work;
import io.github.zinx.server.OverdueCall.Kind;
import io.github.zinx.transport.HookRun;
import io.github.zinx.transport.TcpConnection;
import org.jspecify.annotations.Nullable;

/** One connection as the sweeper sees it: what of the user's runs for it now, and what has been said of that. */
final class Account {

    private final TcpConnection connection;
    private final Mailbox mailbox;

    // The sweeper's own.
    private @Nullable Object reported;
    private long nextReport;

    Account(TcpConnection connection, Mailbox mailbox) {
        this.connection = connection;
        this.mailbox = mailbox;
    }

    TcpConnection connection() {
        return connection;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Returns what runs now: one thing at most, since hooks, handlers and tasks of a connection run one after the other. */
    @Nullable
    RunningCall running() {
        Work work = mailbox.running();
        if (work != null) {
            Kind kind = work.request().isPresent() ? Kind.HANDLER : work.isTask() ? Kind.TASK : Kind.VIEW_HANDLER;
            return new RunningCall(this, work, kind, work.request().orElse(null), work.thread(), work.since());
        }
        HookRun hook = connection.hookRun();
        return hook == null
                ? null
                : new RunningCall(
                        this, hook, hook.start() ? Kind.START_HOOK : Kind.STOP_HOOK, null, hook.thread(), hook.since());
    }

    /** Returns after how many nanoseconds there is something to say of this call; {@code first} if nothing was said yet. */
    long limit(RunningCall call, long first) {
        return wasReported(call) ? nextReport : first;
    }

    boolean wasReported(RunningCall call) {
        return call.what().equals(reported);
    }

    void reported(RunningCall call, long next) {
        reported = call.what();
        nextReport = next;
    }

    void nothingRuns() {
        reported = null;
    }
}

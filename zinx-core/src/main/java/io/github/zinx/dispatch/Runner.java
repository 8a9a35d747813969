package io.github.zinx.dispatch;

import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.Router;

/** Runs one message or task so that nothing user code does gets out: no Throwable, and no interrupt flag. */
final class Runner {

    private final Router router;
    private final DispatchEvents events;

    Runner(Router router, DispatchEvents events) {
        this.router = router;
        this.events = events;
    }

    DispatchEvents events() {
        return events;
    }

    boolean takesView(int id) {
        return router.takesView(id);
    }

    void run(Work work) {
        try {
            switch (work) {
                case Work.Letter letter -> handle(letter.get());
                case Work.View view -> handle(view.get());
                case Work.Task task -> run(task.get());
            }
        } catch (Throwable t) {
            // The report itself failed, for want of memory most likely. The thread is worth more than the report.
        } finally {
            Thread.interrupted();
        }
    }

    private void handle(Request request) {
        try {
            if (!router.route(request)) {
                events.unknown(request);
            }
        } catch (Throwable t) {
            events.handlerFailed(request, t);
        } finally {
            events.handled(request);
        }
    }

    private void handle(RequestView view) {
        try {
            router.route(view);
        } catch (Throwable t) {
            events.viewHandlerFailed(view, t);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            events.taskFailed(t);
        }
    }
}

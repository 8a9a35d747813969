package io.github.zinx;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of message ids and their handlers, with the interceptors that run around them.
 *
 * <p>Safe for use by many threads: routes and interceptors may be added while messages are handled, and are seen by the
 * messages that are routed afterwards.
 */
public final class Router {

    private final ConcurrentHashMap<Integer, Handler> handlers = new ConcurrentHashMap<>();
    private final AtomicReference<List<Interceptor>> interceptors = new AtomicReference<>(List.of());
    private volatile @Nullable Handler unknown;

    /** Makes an empty table. */
    public Router() {}

    /**
     * Adds the handler for an id.
     *
     * @throws IllegalStateException if the id already has one
     */
    public void handle(int id, Handler handler) {
        Objects.requireNonNull(handler, "handler");
        if (handlers.putIfAbsent(id, handler) != null) {
            throw new IllegalStateException("message id " + Integer.toUnsignedString(id) + " already has a handler");
        }
    }

    /**
     * Adds the handler of views for an id.
     *
     * @throws IllegalStateException if the id already has a handler
     */
    public void handleView(int id, ViewHandler handler) {
        handle(id, new Viewing(Objects.requireNonNull(handler, "handler")));
    }

    /** Adds an interceptor; they run in the order of adding, around every handler. */
    public void use(Interceptor interceptor) {
        List<Interceptor> more = List.of(Objects.requireNonNull(interceptor, "interceptor"));
        interceptors.accumulateAndGet(
                more,
                (before, added) ->
                        Stream.concat(before.stream(), added.stream()).toList());
    }

    /** Sets the handler for ids that have none of their own, in place of the one before. */
    public void unknown(Handler handler) {
        unknown = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Runs the interceptors and the handler for this request on the calling thread, and returns when they have.
     *
     * @return false if the id has no handler of its own (the handler for unknown ids has run, if there is one)
     * @throws Exception whatever a handler or an interceptor throws
     */
    public boolean route(Request request) throws Exception {
        Handler handler = handlers.get(request.id());
        Handler target = handler != null ? handler : unknown;
        new Chain(interceptors.get(), 0, target).handle(request);
        return handler != null;
    }

    /**
     * Says whether messages of this id are best given to {@link #route(RequestView)}: there is a handler of views, and no
     * interceptor, which would have to be given a request.
     */
    public boolean takesView(int id) {
        return handlers.get(id) instanceof Viewing && interceptors.get().isEmpty();
    }

    /**
     * Runs the handler for this view on the calling thread, and returns when it has; the view is over then. As
     * {@link #route(Request)} with a copy if the id has no handler of views, or there are interceptors.
     *
     * @throws Exception whatever a handler or an interceptor throws
     */
    public void route(RequestView view) throws Exception {
        try {
            if (handlers.get(view.id()) instanceof Viewing viewing
                    && interceptors.get().isEmpty()) {
                viewing.handler.handle(view);
            } else {
                route(view.request());
            }
        } finally {
            view.end();
        }
    }

    /** Has a view made of each request, for one that has been copied already. */
    private record Viewing(ViewHandler handler) implements Handler {

        @Override
        public void handle(Request request) throws Exception {
            byte[] data = request.data();
            RequestView view =
                    new RequestView(request.connection(), request.connections(), request.id(), data, 0, data.length);
            try {
                handler.handle(view);
            } finally {
                view.end();
            }
        }
    }

    /** What is still to run for one message: the interceptors from {@code at} on, then the target's three steps. */
    private record Chain(
            List<Interceptor> interceptors,
            int at,
            @Nullable Handler target) implements Handler {

        @Override
        public void handle(Request request) throws Exception {
            if (at < interceptors.size()) {
                interceptors.get(at).intercept(request, new Chain(interceptors, at + 1, target));
            } else if (target != null) {
                target.preHandle(request);
                target.handle(request);
                target.postHandle(request);
            }
        }
    }
}

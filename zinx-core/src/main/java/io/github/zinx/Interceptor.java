package io.github.zinx;

/**
 * Middleware: code that runs around the handlers of every message.
 *
 * <p>Called on the same thread as the handler. Calling {@code next} goes on to the next interceptor and at last to the
 * handler (all its three steps, or the handler for unknown ids); not calling it ends the message here. What {@code next}
 * throws arrives here and may be handled.
 */
@FunctionalInterface
public interface Interceptor {

    /** Does its part and calls {@code next.handle(request)}, or does not, to stop the message here. */
    void intercept(Request request, Handler next) throws Exception;
}

package io.github.zinx.dispatch;

import io.github.zinx.Request;
import io.github.zinx.RequestView;

/**
 * What happens where handlers run, told to whoever owns the dispatcher. Called on the thread where it happens; must
 * neither block nor throw.
 */
public interface DispatchEvents {

    /** A worker of the pool begins; its number counts from 0. */
    default void workerStarted(int worker) {}

    /** A handler has returned or thrown. */
    default void handled(Request request) {}

    /** No handler of its own was there for this message's id. */
    default void unknown(Request request) {}

    /** A handler or interceptor threw. */
    default void handlerFailed(Request request, Throwable failure) {}

    /** A handler of views threw; the view is over. */
    default void viewHandlerFailed(RequestView view, Throwable failure) {}

    /** A task threw. */
    default void taskFailed(Throwable failure) {}

    /** So many messages and tasks were dropped because their connection ended before their turn. */
    default void dropped(int count) {}
}

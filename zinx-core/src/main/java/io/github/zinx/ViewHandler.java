package io.github.zinx;

/**
 * What is done with a message of one id whose payload need not be copied: to pass it on, or to take a few values out of it.
 *
 * <p>Called as a {@link Handler} is: in order, on the same threads, with the same freedom to block and to throw.
 */
@FunctionalInterface
public interface ViewHandler {

    /** Handles one message. The view is over when this returns; {@link RequestView#request()} is what may be kept. */
    void handle(RequestView view) throws Exception;
}

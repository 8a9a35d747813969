/**
 * One connection: its socket, its two threads, its queue of frames to send, its limits of time, and its end.
 *
 * <p>This package knows the words and the wire. It does not know who handles messages (that is an {@code Inbound}), how
 * many connections there are, or that there is a server.
 */
@NullMarked
package io.github.zinx.transport;

import org.jspecify.annotations.NullMarked;

/**
 * The client: one connection to a server, opened from this side, with the same words as a server's connections.
 *
 * <p>This package knows the words, the wire, the connection and the workers. It knows nothing of the server.
 */
@NullMarked
package io.github.zinx.client;

import org.jspecify.annotations.NullMarked;

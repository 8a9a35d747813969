/**
 * The test kit: what a test of a Zinx server or client needs besides its test framework, of which it knows none.
 *
 * <p>A {@link io.github.zinx.client.testkit.TestServer} starts a server on a free port, a
 * {@link io.github.zinx.client.testkit.RawPeer} speaks exact bytes with it and misbehaves on purpose, an
 * {@link io.github.zinx.client.testkit.Inbox} keeps what arrives at a handler, and a
 * {@link io.github.zinx.client.testkit.FaultProxy} is the bad network between the two. What is expected and does not come is an
 * {@link java.lang.AssertionError} that names both sides, bytes in hex. Nothing here waits for ever: unless told
 * otherwise, ten seconds.
 *
 * <p>This package knows the words and the server, over sockets of its own. Nothing else in the library knows it.
 */
@NullMarked
package io.github.zinx.client.testkit;

import org.jspecify.annotations.NullMarked;

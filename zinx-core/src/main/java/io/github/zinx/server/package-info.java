/**
 * The assembly: a server made of the other rooms, its configuration, its limits on connections, and what can be watched.
 *
 * <p>This package knows all other packages of the library; none of them knows it.
 */
@NullMarked
package io.github.zinx.server;

import org.jspecify.annotations.NullMarked;

/**
 * The words: what a user of the library holds in the hand (messages, handlers, connections, settings, errors).
 *
 * <p>This package knows no socket, no thread and no other package of the library; every other package may use it.
 */
@NullMarked
package io.github.zinx;

import org.jspecify.annotations.NullMarked;

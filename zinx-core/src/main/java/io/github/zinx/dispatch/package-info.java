/**
 * Who works: the mailbox in which a connection's messages wait, and the threads that run their handlers.
 *
 * <p>This package knows the words. It does not know where messages come from or how a connection sends.
 */
@NullMarked
package io.github.zinx.dispatch;

import org.jspecify.annotations.NullMarked;

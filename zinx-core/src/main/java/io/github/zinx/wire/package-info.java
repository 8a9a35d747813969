/**
 * The bytes: how messages become frames and frames become messages.
 *
 * <p>This package knows messages and byte buffers. It knows no socket, no thread and no connection.
 */
@NullMarked
package io.github.zinx.wire;

import org.jspecify.annotations.NullMarked;

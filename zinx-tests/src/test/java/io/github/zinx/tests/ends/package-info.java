/** Promises about the end of a connection: hooks, reasons, lingering, half-close and reset. */
@NullMarked
package io.github.zinx.tests.ends;

import org.jspecify.annotations.NullMarked;

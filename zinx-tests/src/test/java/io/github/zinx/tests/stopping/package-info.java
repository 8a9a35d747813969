/** Promises about a server's start and stop: from anywhere, in time, and with nothing left behind. */
@NullMarked
package io.github.zinx.tests.stopping;

import org.jspecify.annotations.NullMarked;

/** Promises about bytes: what is a frame, however it arrives, and what is none. */
@NullMarked
package io.github.zinx.tests.framing;

import org.jspecify.annotations.NullMarked;

/** Promises about how long: what is cut off when, and what must not be. */
@NullMarked
package io.github.zinx.tests.time;

import org.jspecify.annotations.NullMarked;

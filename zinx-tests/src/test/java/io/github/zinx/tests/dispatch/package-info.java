/** Promises about who runs what, when, and what that costs others. */
@NullMarked
package io.github.zinx.tests.dispatch;

import org.jspecify.annotations.NullMarked;

/** Promises about lanes: a slow or stuck peer costs its own connection and nobody else. */
@NullMarked
package io.github.zinx.tests.lanes;

import org.jspecify.annotations.NullMarked;

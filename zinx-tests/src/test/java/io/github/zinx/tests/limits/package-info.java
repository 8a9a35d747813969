/** Promises about how many: places, ids, hooks, and what becomes of those for whom there is no room. */
@NullMarked
package io.github.zinx.tests.limits;

import org.jspecify.annotations.NullMarked;

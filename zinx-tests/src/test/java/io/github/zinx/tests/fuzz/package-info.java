/** What may come of any file whatever that is taken for a configuration. */
@NullMarked
package io.github.zinx.tests.fuzz;

import org.jspecify.annotations.NullMarked;

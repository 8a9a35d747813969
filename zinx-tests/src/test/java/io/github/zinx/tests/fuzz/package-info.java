/** What may come of any bytes whatever that are taken for a configuration file, or that a peer sends. */
@NullMarked
package io.github.zinx.tests.fuzz;

import org.jspecify.annotations.NullMarked;

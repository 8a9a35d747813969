/** Promises about sending: order, outcome, limits and what a peer that does not read may cost. */
@NullMarked
package io.github.zinx.tests.sending;

import org.jspecify.annotations.NullMarked;

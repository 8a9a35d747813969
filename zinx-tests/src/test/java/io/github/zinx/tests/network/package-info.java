/** What is promised, through a network that delays, cuts, stalls, swallows and resets. */
@NullMarked
package io.github.zinx.tests.network;

import org.jspecify.annotations.NullMarked;

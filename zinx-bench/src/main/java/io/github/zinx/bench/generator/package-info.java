/**
 * The load generator: opens connections to a server that speaks {@code ltv-le}, sends in a closed or an open loop, and
 * checks every reply for its id, length, content and order. One thread and one selector; it knows no server of its own.
 */
@NullMarked
package io.github.zinx.bench.generator;

import org.jspecify.annotations.NullMarked;

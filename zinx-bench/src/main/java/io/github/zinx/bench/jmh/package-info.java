/**
 * What the pieces cost by themselves, in time and, with {@code -prof gc}, in bytes allocated. Started by {@code java -jar
 * zinx-bench.jar jmh}, with JMH's own arguments. The benchmark of the send queue is in {@code io.github.zinx.transport},
 * since that queue is not public.
 */
@NullMarked
package io.github.zinx.bench.jmh;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./zinx bench}: starts peers and generators as processes of their own, measures in interleaved rounds, drops the
 * disturbed ones, and hands what is left to {@code report}. Read {@link io.github.zinx.bench.run.Scenarios} first.
 */
@NullMarked
package io.github.zinx.bench.run;

import org.jspecify.annotations.NullMarked;

/**
 * From measured rounds to medians, tables, pictures and files. Knows neither processes nor sockets: what was measured comes in as
 * {@link io.github.zinx.bench.report.Round}s, and {@link io.github.zinx.bench.report.Tables} says what they amount to.
 */
@NullMarked
package io.github.zinx.bench.report;

import org.jspecify.annotations.NullMarked;

/** Figures, not tests: small programs whose results stand in {@code docs/benchmarks}. */
@NullMarked
package io.github.zinx.tests.measure;

import org.jspecify.annotations.NullMarked;

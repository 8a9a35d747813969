/** The bench: a load generator, the servers that are compared, the runner that brings them together, and JMH. */
@NullMarked
package io.github.zinx.bench;

import org.jspecify.annotations.NullMarked;

/** Promises that need a process of their own: its descriptors, its CPU, its exit. */
@NullMarked
package io.github.zinx.tests.process;

import org.jspecify.annotations.NullMarked;

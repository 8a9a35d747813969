/** The demo as its user sees it: lines on the console and exit codes. */
@NullMarked
package io.github.zinx.tests.demo;

import org.jspecify.annotations.NullMarked;

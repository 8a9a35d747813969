/**
 * The mixed soak of {@code ./zinx soak}: a server, good clients that check everything and bad ones of every kind, each in
 * a JVM of its own, and a verdict. Needs nothing but the libraries and the JDK, so that it can be compiled by itself.
 */
@NullMarked
package io.github.zinx.tests.soak;

import org.jspecify.annotations.NullMarked;

/** The demo: the ping server of Zinx V0.9 with its transcript on the console, and a client that talks to it. */
@NullMarked
package io.github.zinx.demo;

import org.jspecify.annotations.NullMarked;

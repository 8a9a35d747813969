/**
 * The servers that are measured, each in a process of its own: Netty in three ways, plain virtual threads, a literal port
 * of the chapters, and Zinx for Java in two. All of them answer the same three messages; see {@code Wire}.
 */
@NullMarked
package io.github.zinx.bench.peers;

import org.jspecify.annotations.NullMarked;

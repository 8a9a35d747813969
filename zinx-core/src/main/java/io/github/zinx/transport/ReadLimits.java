package io.github.zinx.transport;

import org.jspecify.annotations.Nullable;

/**
 * What one connection's reader keeps to.
 *
 * @param frame how long a frame once begun may take
 * @param idle how long the peer may stay silent
 * @param rate how fast it may send; null for as fast as it likes
 * @param login what may come before the login
 * @param memory the read buffer's share of what all connections may hold together
 * @param turn when it lets others run first
 */
record ReadLimits(
        Limit frame, Limit idle, @Nullable RateLimit rate, Login login, MemoryCap.Share memory, ReaderTurn turn) {}

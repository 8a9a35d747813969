package io.github.zinx.tests.soak;

import io.github.zinx.server.ServerConfig;
import java.time.Duration;

/**
 * What the servers of the soak allow their peers.
 *
 * @param frame how long a frame may take
 * @param write how long a write may make no progress
 * @param idle how long a peer may be silent
 * @param login how long a peer may take to log in
 * @param rate messages that a peer may send in a second
 * @param perAddress connections that one address may have
 */
record Limits(Duration frame, Duration write, Duration idle, Duration login, int rate, int perAddress) {

    /** Those of a soak. */
    static final Limits USUAL = new Limits(
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(3), 4000, 100);

    /** The longest payload, and the longest before the login. */
    static final int LONGEST = 4096;

    static final int LONGEST_LOGIN = 64;

    static final Duration GRACE = Duration.ofSeconds(3);

    ServerConfig config(String name, int workers) {
        return ServerConfig.builder()
                .name(name)
                .host("127.0.0.1")
                .port(0)
                .workers(workers)
                .maxConnections(600)
                .maxConnectionsPerAddress(perAddress)
                .stopGrace(GRACE)
                .maxFrameLength(LONGEST)
                .loginIds(Ids.LOGIN)
                .loginMaxLength(LONGEST_LOGIN)
                .loginTimeout(login)
                .frameTimeout(frame)
                .writeTimeout(write)
                .idleTimeout(idle)
                .drainTimeout(Duration.ofSeconds(2))
                .sendQueueBytes(256 * 1024)
                .socketSendBuffer(16 * 1024)
                .maxMessageRate(rate)
                .build();
    }
}

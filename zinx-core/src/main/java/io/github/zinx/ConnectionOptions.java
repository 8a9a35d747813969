package io.github.zinx;

import java.time.Duration;

/**
 * The part that every builder of a configuration with connections has in common: one method for each value of
 * {@link ConnectionSettings}, whose defaults it begins with. Values are checked when the configuration is built. Not
 * safe for use by several threads at once.
 *
 * @param <B> the builder that these methods return
 */
public abstract class ConnectionOptions<B extends ConnectionOptions<B>> {
    private int sendQueueCapacity;
    private long sendQueueBytes;
    private int socketSendBuffer;
    private Duration sendTimeout;
    private Duration startTimeout;
    private Duration frameTimeout;
    private Duration writeTimeout;
    private Duration idleTimeout;
    private Duration drainTimeout;
    private long maxMessageRate;
    private long maxByteRate;
    private int highWaterMark;
    private int lowWaterMark;
    private WhenQueueFull whenQueueFull;

    /** Begins with the values of {@link ConnectionSettings#defaults()}. */
    protected ConnectionOptions() {
        set(ConnectionSettings.defaults());
    }

    /** All limits of a connection at once, in place of those given before. */
    public final B connection(ConnectionSettings settings) {
        set(settings);
        return self();
    }

    /** How many messages of one connection may wait to be sent; default 1,024. */
    public final B sendQueueCapacity(int messages) {
        this.sendQueueCapacity = messages;
        return self();
    }

    /** How many bytes of one connection may wait to be sent; default 1 MiB. */
    public final B sendQueueBytes(long bytes) {
        this.sendQueueBytes = bytes;
        return self();
    }

    /** How many bytes of send buffer are asked of the operating system; default 64 KiB. */
    public final B socketSendBuffer(int bytes) {
        this.socketSendBuffer = bytes;
        return self();
    }

    /** How long a send may wait; default 5 s, or {@link ConnectionSettings#OFF}. */
    public final B sendTimeout(Duration limit) {
        this.sendTimeout = limit;
        return self();
    }

    /** How long the start hook may run; default 10 s, or {@link ConnectionSettings#OFF}. */
    public final B startTimeout(Duration limit) {
        this.startTimeout = limit;
        return self();
    }

    /** How long a frame may take to arrive once begun; default 10 s, or {@link ConnectionSettings#OFF}. */
    public final B frameTimeout(Duration limit) {
        this.frameTimeout = limit;
        return self();
    }

    /** How long a write may make no progress; default 10 s, or {@link ConnectionSettings#OFF}. */
    public final B writeTimeout(Duration limit) {
        this.writeTimeout = limit;
        return self();
    }

    /** How long the peer may stay silent; default {@link ConnectionSettings#OFF}. */
    public final B idleTimeout(Duration limit) {
        this.idleTimeout = limit;
        return self();
    }

    /** How long an ending connection may take to drain; default 5 s. */
    public final B drainTimeout(Duration limit) {
        this.drainTimeout = limit;
        return self();
    }

    /** How many messages a peer may send in a second; default {@link ConnectionSettings#UNLIMITED}. */
    public final B maxMessageRate(long messages) {
        this.maxMessageRate = messages;
        return self();
    }

    /** How many bytes a peer may send in a second; default {@link ConnectionSettings#UNLIMITED}. */
    public final B maxByteRate(long bytes) {
        this.maxByteRate = bytes;
        return self();
    }

    /** How full the send queue may become before the connection is not writable, in percent; default 50. */
    public final B highWaterMark(int percent) {
        this.highWaterMark = percent;
        return self();
    }

    /** How empty the send queue must become before the connection is writable again, in percent; default 25. */
    public final B lowWaterMark(int percent) {
        this.lowWaterMark = percent;
        return self();
    }

    /** What a buffered send does when the send queue has no room; default {@link WhenQueueFull#WAIT}. */
    public final B whenQueueFull(WhenQueueFull whenFull) {
        this.whenQueueFull = whenFull;
        return self();
    }

    /** The builder itself, as what it is. */
    protected abstract B self();

    /**
     * The values given so far, checked.
     *
     * @throws ConfigException naming the key, the value and the rule it breaks
     */
    protected final ConnectionSettings connectionSettings() {
        return new ConnectionSettings(
                sendQueueCapacity,
                sendQueueBytes,
                socketSendBuffer,
                sendTimeout,
                startTimeout,
                frameTimeout,
                writeTimeout,
                idleTimeout,
                drainTimeout,
                maxMessageRate,
                maxByteRate,
                highWaterMark,
                lowWaterMark,
                whenQueueFull);
    }

    private void set(ConnectionSettings from) {
        sendQueueCapacity = from.sendQueueCapacity();
        sendQueueBytes = from.sendQueueBytes();
        socketSendBuffer = from.socketSendBuffer();
        sendTimeout = from.sendTimeout();
        startTimeout = from.startTimeout();
        frameTimeout = from.frameTimeout();
        writeTimeout = from.writeTimeout();
        idleTimeout = from.idleTimeout();
        drainTimeout = from.drainTimeout();
        maxMessageRate = from.maxMessageRate();
        maxByteRate = from.maxByteRate();
        highWaterMark = from.highWaterMark();
        lowWaterMark = from.lowWaterMark();
        whenQueueFull = from.whenQueueFull();
    }
}

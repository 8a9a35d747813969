package io.github.zinx;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A connection without a socket: it keeps what is sent on it. */
public final class StubConnection implements Connection {

    /** Nobody is connected. */
    public static final Connections NOBODY = new Connections() {
        @Override
        public Optional<Connection> find(long id) {
            return Optional.empty();
        }

        @Override
        public Optional<Connection> findUser(Object user) {
            return Optional.empty();
        }

        @Override
        public int count() {
            return 0;
        }

        @Override
        public void forEach(Consumer<? super Connection> action) {}

        @Override
        public int broadcast(Message message) {
            return 0;
        }

        @Override
        public void closeAll() {}
    };

    private final long id;
    private final Attributes attributes = new Attributes();
    private final List<Message> sent = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean open = true;

    public StubConnection(long id) {
        this.id = id;
    }

    /** Makes the request of a message with this payload on a new connection. */
    public static Request request(int messageId, byte[] data) {
        return new Request(new StubConnection(0), Message.of(messageId, data), NOBODY);
    }

    public List<Message> sent() {
        return List.copyOf(sent);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("remote", 1);
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("local", 2);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isWritable() {
        return open;
    }

    @Override
    public void send(int messageId, byte[] data) {
        sent.add(Message.of(messageId, data));
    }

    @Override
    public void sendBuffered(int messageId, byte[] data) {
        sent.add(Message.of(messageId, data));
    }

    @Override
    public void sendBuffered(int messageId, byte[] data, WhenQueueFull whenFull) {
        sendBuffered(messageId, data);
    }

    @Override
    public boolean trySend(int messageId, byte[] data) {
        return sent.add(Message.of(messageId, data));
    }

    @Override
    public boolean flush(Duration timeout) {
        return true;
    }

    @Override
    public boolean execute(Runnable task) {
        return false;
    }

    @Override
    public Attributes attributes() {
        return attributes;
    }

    @Override
    public void markLoggedIn() {}

    @Override
    public boolean isLoggedIn() {
        return true;
    }

    @Override
    public void bind(Object user) {}

    @Override
    public void bind(Object user, Message farewell) {}

    @Override
    public void close() {
        open = false;
    }

    @Override
    public void close(String why) {
        close();
    }

    @Override
    public void close(Message farewell) {
        sent.add(farewell);
        open = false;
    }
}

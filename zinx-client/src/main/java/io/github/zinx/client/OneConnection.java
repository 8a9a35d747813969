package io.github.zinx.client;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.transport.Frames;
import io.github.zinx.transport.TcpConnection;
import io.github.zinx.transport.Users;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A client's connections as its handlers see them: the one there is, for as long as it is there. */
final class OneConnection implements Connections {

    private final Frames frames;
    private final LongAdder skipped = new LongAdder();
    private final Users users = new Users();
    private volatile @Nullable TcpConnection only;
    private volatile boolean hasPlace;

    OneConnection(Frames frames) {
        this.frames = frames;
    }

    Users users() {
        return users;
    }

    void add(TcpConnection connection) {
        only = connection;
        hasPlace = true;
    }

    void release() {
        hasPlace = false;
    }

    @Override
    public Optional<Connection> find(long id) {
        return findable()
                .filter(connection -> connection.id() == id)
                .findFirst()
                .map(Connection.class::cast);
    }

    @Override
    public Optional<Connection> findUser(Object user) {
        return users.find(user);
    }

    @Override
    public int count() {
        return hasPlace ? 1 : 0;
    }

    @Override
    public void forEach(Consumer<? super Connection> action) {
        findable().forEach(action);
    }

    @Override
    public int broadcast(Message message) {
        return TcpConnection.broadcast(message, frames, 1, findable().iterator(), skipped);
    }

    @Override
    public void closeAll() {
        Stream.ofNullable(only).forEach(TcpConnection::close);
    }

    private Stream<TcpConnection> findable() {
        TcpConnection connection = only;
        return connection != null && connection.isFindable() ? Stream.of(connection) : Stream.empty();
    }
}

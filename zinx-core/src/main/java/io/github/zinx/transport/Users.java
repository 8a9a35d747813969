package io.github.zinx.transport;

import io.github.zinx.Connection;
import io.github.zinx.ConnectionClosedException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which connection belongs to which user, for all connections of one server. An entry is there for as long as its
 * connection is bound and not released, and it is removed by identity: the end of an old connection never takes the entry
 * of the one that has replaced it. Safe for use by many threads.
 */
public final class Users {

    private final ConcurrentHashMap<Name, TcpConnection> bound = new ConcurrentHashMap<>();

    /** A user, with a hash code that can no longer change or fail when the entry has to go. */
    private record Name(Object user, int hash) {
        static Name of(Object user) {
            return new Name(user, Objects.requireNonNull(user, "user").hashCode());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name that && hash == that.hash && user.equals(that.user);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Begins with nobody bound. */
    public Users() {}

    /** Returns the connection that belongs to this user, if there is one and it may be found. */
    public Optional<Connection> find(Object user) {
        return Optional.ofNullable(bound.get(Name.of(user)))
                .filter(TcpConnection::isFindable)
                .map(Connection.class::cast);
    }

    /** Returns how many users have a connection. */
    int size() {
        return bound.size();
    }

    /** What one connection knows of its user; the lock makes it one thing with the entry. */
    final class Binding {

        private final TcpConnection connection;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Name user;
        private boolean over;

        Binding(TcpConnection connection) {
            this.connection = connection;
        }

        /**
         * Enters the connection for this user and returns the other one that was there, if there was one.
         *
         * @throws ConnectionClosedException if the connection has ended
         */
        @Nullable
        TcpConnection bind(Object newUser) {
            lock.lock();
            try {
                if (over || !connection.isOpen()) {
                    throw connection.closedException();
                }
                Name newName = Name.of(newUser);
                Name oldName = newName.equals(user) ? null : user;
                TcpConnection before = bound.put(newName, connection);
                user = newName;
                if (oldName != null) {
                    bound.remove(oldName, connection);
                }
                return before == connection ? null : before;
            } finally {
                lock.unlock();
            }
        }

        /** Frees the user, if it is still this connection's; nothing is bound to it any more. */
        void end() {
            lock.lock();
            try {
                over = true;
                if (user != null) {
                    bound.remove(user, connection);
                    user = null;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

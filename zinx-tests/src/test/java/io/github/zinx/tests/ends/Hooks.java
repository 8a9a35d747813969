package io.github.zinx.tests.ends;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.server.Server;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hooks that write down what was called, connection by connection. */
final class Hooks {

    final BlockingQueue<Connection> started = new LinkedBlockingQueue<>();
    final Map<Long, CloseReason.Kind> reasons = new ConcurrentHashMap<>();
    private final Map<Long, List<String>> calls = new ConcurrentHashMap<>();

    void addTo(Server server) {
        server.onStart(connection -> {
            note(connection, "start");
            started.add(connection);
        });
        server.onStop(this::stopped);
    }

    void stopped(Connection connection, CloseReason reason) {
        reasons.put(connection.id(), reason.kind());
        note(connection, "stop");
    }

    void note(Connection connection, String call) {
        calls.computeIfAbsent(connection.id(), id -> new CopyOnWriteArrayList<>())
                .add(call);
    }

    /** Waits for the next connection whose start hook has been called. */
    Connection next() throws InterruptedException {
        Connection connection = started.poll(10, TimeUnit.SECONDS);
        assertTrue(connection != null, "no connection");
        return connection;
    }

    CloseReason.Kind reasonOf(Connection connection) {
        eventually().until(() -> reasons.containsKey(connection.id()));
        return reasons.get(connection.id());
    }

    boolean hasStopped(Connection connection) {
        return reasons.containsKey(connection.id());
    }

    /** Waits until all these are gone, and fails unless each was started once, and then stopped once. */
    void assertEachOnce(Server server, int connections) {
        eventually().until(() -> calls.size() == connections && reasons.size() == connections);
        eventually().until(() -> server.connections().count() == 0);
        calls.forEach((id, made) -> assertEquals(List.of("start", "stop"), made, () -> "calls of connection " + id));
        assertEquals(connections, server.stats().accepted());
        assertEquals(connections, ends(server), "every connection has one reason");
        assertEquals(0, server.stats().handlerFailures());
    }

    private static long ends(Server server) {
        return Arrays.stream(CloseReason.Kind.values())
                .mapToLong(server.stats()::closed)
                .sum();
    }
}

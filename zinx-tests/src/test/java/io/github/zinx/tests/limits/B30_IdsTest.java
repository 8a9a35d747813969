package io.github.zinx.tests.limits;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.dispatch.Together;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ids count up from 0 and none is ever given twice, so an id finds its own connection or none, never a stranger. */
final class B30_IdsTest {

    @Test
    void idsCountUpAndAreNotReused() throws Exception {
        Set<Long> ids = ConcurrentHashMap.newKeySet();
        Queue<Long> again = new ConcurrentLinkedQueue<>();
        try (Server server = TestServer.start(s -> s.onStart(c -> {
                    if (!ids.add(c.id())) {
                        again.add(c.id());
                    }
                })
                .handle(1, request -> request.reply("" + request.connection().id())))) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                assertEquals("0", peer.ask(1, "").text());
            }
            Together.run(20, visitor -> {
                for (int visit = 0; visit < 25; visit++) {
                    try (RawPeer peer = RawPeer.connect(server.port())) {
                        long id = Long.parseLong(peer.ask(1, "").text());
                        assertEquals(
                                peer.socket().getLocalSocketAddress(),
                                server.connections().find(id).orElseThrow().remoteAddress());
                    }
                }
            });
            await().until(() -> server.connections().count() == 0);
            assertTrue(again.isEmpty(), "given twice: " + again);
            assertEquals(LongStream.rangeClosed(0, 500).boxed().collect(Collectors.toSet()), ids);
            await().until(() ->
                    ids.stream().allMatch(id -> server.connections().find(id).isEmpty()));
            try (RawPeer peer = RawPeer.connect(server.port())) {
                assertEquals("501", peer.ask(1, "").text());
            }
        }
    }

    @Test
    void idThatWasNeverGivenFindsNobody() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(1, request -> request.reply("")));
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.ask(1, "");
            assertTrue(server.connections().find(0).isPresent());
            for (long id : new long[] {1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32}) {
                assertTrue(server.connections().find(id).isEmpty(), "id " + id);
            }
        }
    }
}

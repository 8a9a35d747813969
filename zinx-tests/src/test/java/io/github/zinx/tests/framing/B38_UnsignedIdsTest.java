package io.github.zinx.tests.framing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Message ids are all the numbers of 32 bits, none of them special and none of them negative. */
final class B38_UnsignedIdsTest {

    private static final List<Long> IDS = List.of(0L, 1L, (1L << 31) - 1, 1L << 31, (1L << 32) - 1);

    @ParameterizedTest
    @EnumSource(Layout.class)
    void everyIdHasItsOwnHandlerAndGoesBackUnchanged(Layout layout) throws Exception {
        try (Server server = TestServer.start(
                        config -> config.format(layout.format()),
                        s -> IDS.forEach(id -> s.handle(id.intValue(), request -> request.reply("this is " + id))));
                RawPeer peer = RawPeer.connect(server.port(), layout)) {
            for (long id : IDS) {
                assertEquals(Message.of((int) id, "this is " + id), peer.ask((int) id, ""));
            }
            assertEquals(0, server.stats().messagesUnknown());
        }
    }

    @Test
    void idsAreShownUnsigned() throws Exception {
        Queue<String> shown = new ConcurrentLinkedQueue<>();
        try (Server server = TestServer.start(s -> s.unknown(request -> {
                    shown.add(request.toString());
                    request.reply(request.message().toString());
                }));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("Message[id=4294967295, 0 bytes]", peer.ask(-1, "").text());
            assertEquals(true, shown.element().contains("id=4294967295"), shown.element());
        }
    }

    /** Without a handler for it an unknown id is counted and answered by nobody; the connection stays. */
    @Test
    void P15_unknownIdsAreCountedAndTheConnectionStays() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(1, request -> request.reply("known")));
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 2000; i++) {
                peer.send(2 + i, "whatever");
            }
            assertEquals(Message.of(1, "known"), peer.ask(1, ""));
            await().untilAsserted(() -> assertEquals(2001, server.stats().messagesHandled()));
            assertEquals(2000, server.stats().messagesUnknown());
            assertEquals(1, server.connections().count());
        }
    }

    @Test
    void P15_unknownIdsReachTheHandlerForThem() throws Exception {
        try (Server server = TestServer.start(s -> s.handle(1, request -> request.reply("known"))
                        .unknown(request -> request.reply(request.text() + "?")));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals(Message.of(7, "seven?"), peer.ask(7, "seven"));
            assertEquals(Message.of(1, "known"), peer.ask(1, ""));
            assertEquals(Message.of(-7, "minus seven?"), peer.ask(-7, "minus seven"));
            assertEquals(2, server.stats().messagesUnknown());
        }
    }
}

package io.github.zinx.tests.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Mode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** User code that leaves its thread interrupted harms neither the connection nor what runs on that thread next. */
final class InterruptTest {

    @ParameterizedTest
    @EnumSource(Mode.class)
    void handlerThatInterruptsItselfHarmsNobody(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.handle(1, request -> {
                                    Thread.currentThread().interrupt();
                                    request.reply("interrupted");
                                })
                                .handle(
                                        2,
                                        request -> request.reply(Boolean.toString(
                                                Thread.currentThread().isInterrupted())))
                                .handle(
                                        3,
                                        request -> request.connection()
                                                .execute(() ->
                                                        Thread.currentThread().interrupt())));
                RawPeer peer = RawPeer.connect(server.port())) {
            for (int i = 0; i < 20; i++) {
                assertEquals("interrupted", peer.ask(1, "").text());
                assertEquals("false", peer.ask(2, "").text());
                peer.send(3, "");
                assertEquals("false", peer.ask(2, "").text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void startHookThatInterruptsItselfHarmsNobody(Mode mode) throws Exception {
        try (Server server = TestServer.start(
                        mode::set,
                        s -> s.onStart(c -> {
                                    c.send(2, "welcome");
                                    Thread.currentThread().interrupt();
                                })
                                .handle(
                                        2,
                                        request -> request.reply(Boolean.toString(
                                                Thread.currentThread().isInterrupted()))));
                RawPeer peer = RawPeer.connect(server.port())) {
            assertEquals("welcome", peer.receive().text());
            assertEquals("false", peer.ask(2, "").text());
        }
    }
}

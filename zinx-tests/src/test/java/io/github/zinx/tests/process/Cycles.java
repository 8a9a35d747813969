package io.github.zinx.tests.process;

import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.IOException;

/** Starts and stops servers, one after the other, and writes what the process holds before and after. */
final class Cycles {

    private Cycles() {}

    /** The arguments: how many cycles there are before it looks for the first time, and how many follow. */
    public static void main(String[] arguments) throws Exception {
        run(Integer.parseInt(arguments[0]));
        System.out.println(Footprint.take().line());
        run(Integer.parseInt(arguments[1]));
        System.out.println(Footprint.take().line());
    }

    /** Each with connections that end in good order, with a reset, and by the stop itself. */
    private static void run(int cycles) throws IOException {
        for (int i = 0; i < cycles; i++) {
            try (Server server = TestServer.start(s -> s.handle(0, request -> request.reply("pong")))) {
                try (RawPeer one = RawPeer.connect(server);
                        RawPeer two = RawPeer.connect(server)) {
                    one.ask(0, "ping");
                    two.ask(0, "ping");
                    two.sendHalf(0, "half of it");
                    two.reset();
                }
                RawPeer last = RawPeer.connect(server);
                last.ask(0, "ping");
                Thread.startVirtualThread(() -> endWithTheServer(last));
            }
        }
    }

    private static void endWithTheServer(RawPeer peer) {
        try (peer) {
            peer.expectDropped();
        }
    }
}

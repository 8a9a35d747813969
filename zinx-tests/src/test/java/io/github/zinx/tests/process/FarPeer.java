package io.github.zinx.tests.process;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import java.io.BufferedReader;
import java.net.Socket;

/** A peer in a process of its own: it is served once and then stays, silent, until its input ends. */
final class FarPeer {

    private FarPeer() {}

    /** The arguments: host and port. It writes what it was answered. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = Child.reader(System.in);
        try (RawPeer peer = RawPeer.over(new Socket(arguments[0], Integer.parseInt(arguments[1])), Layout.LTV_LE)) {
            System.out.println(peer.ask(ChildServer.PING, "ping").text());
            while (in.readLine() != null) {
                // whoever started it has nothing more to say
            }
        }
    }
}

package io.github.zinx.tests.soak;

import io.github.zinx.client.testkit.RawPeer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Bad clients that do not come in as they should. */
final class Entering {

    private static final InetAddress OTHER = other();

    private Entering() {}

    private static InetAddress other() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        } catch (IOException e) {
            throw new AssertionError(e); // four bytes are an address
        }
    }

    static void doesNotLogIn(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.stranger()) {
            peer.send(Ids.ECHO, "let me in");
            peer.readToEnd();
        }
    }

    static void logsInAtLength(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.stranger()) {
            peer.send(
                    Ids.LOGIN,
                    new byte[Limits.LONGEST_LOGIN + 1 + peers.random().nextInt(1000)]);
            peer.readToEnd();
        }
    }

    static void saysNothing(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.stranger()) {
            peer.readToEnd();
        }
    }

    static void saysNothingMore(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            peer.readToEnd();
        }
    }

    /** The second takes the place of the first, which is told so and ended. */
    static void comesTwice(BadPeers peers) throws IOException {
        String user = "user " + peers.random().nextLong();
        try (RawPeer first = peers.member();
                RawPeer second = peers.member()) {
            first.send(Ids.BIND, user);
            BadPeers.await(first, Ids.BIND);
            second.send(Ids.BIND, user);
            BadPeers.await(second, Ids.BIND);
            BadPeers.await(first, Ids.FAREWELL);
            first.readToEnd();
            BadPeers.leave(second);
        }
    }

    /** More from one address than it may have; where this machine has no second loopback address, nobody comes. */
    static void comesInACrowd(BadPeers peers) throws IOException {
        List<RawPeer> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < peers.limits().perAddress() + 20; i++) {
                crowd.add(peers.strangerFrom(OTHER));
            }
            crowd.getLast().readToEnd(); // while all the others are there or have been turned away
        } catch (BindException e) {
            peers.count("no-second-address", 1);
        } finally {
            crowd.forEach(RawPeer::close);
        }
    }
}

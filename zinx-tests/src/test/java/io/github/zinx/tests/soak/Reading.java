package io.github.zinx.tests.soak;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/** Bad clients that do not read, or send more than they should. */
final class Reading {

    private static final int LITTLE = 4096;

    private Reading() {}

    static void asksForMuchAndReadsNothing(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member(LITTLE)) {
            peer.send(Ids.FLOOD, "");
            BadPeers.untilDropped(peer);
        }
    }

    static void asksForMuchOrToBeDropped(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member(LITTLE)) {
            peer.send(Ids.FLOOD_OR_DROP, "");
            BadPeers.untilDropped(peer);
        }
    }

    static void sendsWithoutReading(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member(LITTLE)) {
            byte[] echo = new byte[Limits.LONGEST];
            try {
                for (int i = 0; i < 100_000; i++) {
                    peer.send(Ids.ECHO, echo);
                }
            } catch (IOException e) {
                return; // a write that is not taken in a minute ends here, too, but the reason will not be the right
                // one
            }
        }
        throw new AssertionError("it was not dropped after 100,000 messages");
    }

    /** Sends at once what would take two seconds at its rate; one second's worth is free. */
    static void sendsTooFast(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 2 * peers.limits().rate(); i++) {
                all.writeBytes(Layout.LTV_LE.frame(Ids.SINK, "x"));
            }
            long start = System.nanoTime();
            peer.write(all.toByteArray());
            peers.seeThatItIsServed(peer);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            BadPeers.leave(peer);
            if (took.compareTo(Duration.ofMillis(900)) < 0) {
                throw new AssertionError("what should have taken a second was over after " + took);
            }
        }
    }
}

package io.github.zinx.tests.soak;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Bad clients that send what is no frame, or one that nobody wants. */
final class Framing {

    private Framing() {}

    static void drips(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            try {
                for (byte piece : Layout.LTV_LE.frame(Ids.SINK, new byte[192])) {
                    peer.write(piece);
                    BadPeers.pause(peers.limits().frame().dividedBy(20));
                }
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("a frame of ten times the limit was taken");
    }

    static void stopsInsideTheHeader(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.stranger()) {
            peer.write(Arrays.copyOf(
                    Layout.LTV_LE.header(Ids.LOGIN, 3), 1 + peers.random().nextInt(7)));
            peer.readToEnd();
        }
    }

    static void stopsInsideTheFrame(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            peer.sendHalf(Ids.ECHO, new byte[peers.random().nextInt(Limits.LONGEST)]);
            peer.readToEnd();
        }
    }

    static void endsInsideTheFrame(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            peer.sendHalf(Ids.ECHO, new byte[peers.random().nextInt(Limits.LONGEST)]);
            BadPeers.leave(peer);
        }
    }

    static void announcesMoreThanTheLimit(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            peers.seeThatItIsServed(peer);
            peer.write(Layout.LTV_LE.header(
                    Ids.ECHO, Limits.LONGEST + 1 + peers.random().nextInt(100_000)));
            peer.readToEnd();
        }
    }

    static void announcesGigabytes(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            int[] lengths = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -8};
            peer.write(Layout.LTV_LE.header(Ids.ECHO, lengths[peers.random().nextInt(lengths.length)]));
            peer.readToEnd();
        }
    }

    static void sendsGarbage(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.stranger()) {
            byte[] garbage = new byte[8 + peers.random().nextInt(2000)];
            peers.random().nextBytes(garbage);
            garbage[3] |= 0x40; // and so a length that is not legal, or this might be a frame by accident
            peer.write(garbage);
            peer.readToEnd();
        }
    }

    static void sendsUnknownIds(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            Random random = peers.random();
            for (int i = 0; i < 50; i++) {
                int id = random.nextInt();
                peer.send(id >= 0 && id < Ids.UNKNOWN ? -1 : id, new byte[random.nextInt(100)]);
            }
            peers.count("unknown", 50);
            peers.seeThatItIsServed(peer);
            BadPeers.leave(peer);
        }
    }

    static void makesHandlersFail(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            for (int i = 0; i < 10; i++) {
                peer.send(Ids.FAILURE, new byte[peers.random().nextInt(100)]);
            }
            peers.count("failures", 10);
            peers.seeThatItIsServed(peer);
            BadPeers.leave(peer);
        }
    }

    static void sendsUrgentData(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            peer.socket().sendUrgentData(peers.random().nextInt(256));
            peers.seeThatItIsServed(peer);
            BadPeers.leave(peer);
        }
    }
}

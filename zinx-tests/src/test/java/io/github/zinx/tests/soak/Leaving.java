package io.github.zinx.tests.soak;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.RawPeer;
import java.io.IOException;

/** Bad clients that go in a bad moment. */
final class Leaving {

    private Leaving() {}

    static void resetsInsideAFrame(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            peer.sendHalf(Ids.ECHO, new byte[1 + peers.random().nextInt(Limits.LONGEST)]);
            peer.reset();
        }
    }

    static void resetsBeforeItsAnswers(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            int questions = 1 + peers.random().nextInt(50);
            for (int i = 0; i < questions; i++) {
                peer.send(Ids.ECHO, new byte[1000]);
            }
            peer.reset();
        }
    }

    /** No fault of its own: it must get all its answers, and then the end. */
    static void halfCloses(BadPeers peers) throws IOException {
        try (RawPeer peer = peers.member()) {
            for (int i = 0; i < 20; i++) {
                peer.send(Ids.ECHO, "question " + i);
            }
            peer.halfClose();
            for (int i = 0; i < 20; i++) {
                Message answer = BadPeers.await(peer, Ids.ECHO);
                if (!answer.text().equals("question " + i)) {
                    throw new AssertionError(answer.text() + " instead of the answer to question " + i);
                }
            }
            peer.readToEnd();
        }
    }

    static void comesAndGoes(BadPeers peers) throws IOException {
        for (int i = 0; i < 20; i++) {
            peers.stranger().close();
        }
    }
}

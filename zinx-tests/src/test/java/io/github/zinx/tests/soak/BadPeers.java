package io.github.zinx.tests.soak;

import io.github.zinx.Message;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What the bad clients of one kind have in common for one deed: whom they go to, how they come in, and what is counted. */
final class BadPeers {

    /** How long anything may take at all; bounds for what hangs, and far from the limits of the servers. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Kind kind;
    private final int port;
    private final Limits limits;
    private final Marks marks;
    private final Tally tally;
    private final Random random;

    BadPeers(Kind kind, int port, Limits limits, Marks marks, Tally tally, Random random) {
        this.kind = kind;
        this.port = port;
        this.limits = limits;
        this.marks = marks;
        this.tally = tally;
        this.random = random;
    }

    Limits limits() {
        return limits;
    }

    Random random() {
        return random;
    }

    void count(String name, long count) {
        tally.add(name, count);
    }

    /** Connects a peer that has not logged in. */
    RawPeer stranger() throws IOException {
        return connect(InetAddress.getLoopbackAddress(), 0);
    }

    RawPeer strangerFrom(InetAddress address) throws IOException {
        return connect(address, 0);
    }

    /** Connects a peer that logs in. */
    RawPeer member() throws IOException {
        return member(0);
    }

    /** Connects one that has so little room for what it does not read, and logs in. */
    RawPeer member(int receiveBuffer) throws IOException {
        RawPeer peer = connect(InetAddress.getLoopbackAddress(), receiveBuffer);
        try {
            peer.send(Ids.LOGIN, "bad");
            await(peer, Ids.LOGIN);
            return peer;
        } catch (Throwable t) {
            peer.close();
            throw t;
        }
    }

    private RawPeer connect(InetAddress from, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.bind(new InetSocketAddress(from, 0));
            marks.put(socket.getLocalSocketAddress(), kind.mark());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LONGEST.toMillis());
            tally.add("tried." + kind, 1);
            return RawPeer.over(socket, Layout.LTV_LE).timeout(LONGEST);
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }

    /** Reads on to a message of this id, past those that everybody gets. */
    static Message await(RawPeer peer, int id) throws IOException {
        while (true) {
            Message message = peer.receive();
            if (message.id() == id) {
                return message;
            }
            if (message.id() != Ids.WELCOME && message.id() != Ids.BROADCAST) {
                throw new AssertionError(message + " instead of one with the id " + id);
            }
        }
    }

    /** Asks for an echo, to see that it is served. */
    void seeThatItIsServed(RawPeer peer) throws IOException {
        String text = "served " + random.nextInt();
        peer.send(Ids.ECHO, text);
        String answer = await(peer, Ids.ECHO).text();
        if (!answer.equals(text)) {
            throw new AssertionError("'" + answer + "' instead of '" + text + "'");
        }
    }

    /** Ends in good order. */
    static void leave(RawPeer peer) throws IOException {
        peer.halfClose();
        peer.readToEnd();
    }

    /** Says something now and then, without reading, until the connection is over. */
    static void untilDropped(RawPeer peer) {
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            while (System.nanoTime() < end) {
                pause(Duration.ofMillis(50));
                peer.send(Ids.SINK, "");
            }
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("it was not dropped within " + LONGEST);
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}

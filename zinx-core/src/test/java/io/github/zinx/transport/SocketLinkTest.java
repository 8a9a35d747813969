package io.github.zinx.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link over a socket of a channel, as the acceptor gives it. */
@Timeout(30)
class SocketLinkTest {

    private static final int BUFFER = 4 * 1024 * 1024;

    private ServerSocket listener;
    private Socket peer;
    private Socket accepted;
    private SocketLink link;

    @BeforeEach
    void connect() throws IOException {
        listener = ServerSocketChannel.open().socket();
        listener.setReceiveBufferSize(BUFFER); // else the first of many bytes has to be read before the rest can come
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        peer = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        accepted = listener.accept();
        link = new SocketLink(accepted, 16 * 1024);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        peer.close();
        listener.close();
    }

    @Test
    void aReadAsksForSoMuchAtATimeThatTheCarrierKeepsLittle() throws Exception {
        int sent = 192 * 1024;
        Thread writing = Thread.ofVirtual().start(() -> {
            try {
                peer.getOutputStream().write(new byte[sent]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> accepted.getInputStream().available() >= sent || !writing.isAlive());
        await().until(() -> accepted.getInputStream().available() >= sent);
        assertEquals(128 * 1024, link.read(new byte[sent], 0, sent, 0));
        assertEquals(64 * 1024, link.read(new byte[sent], 0, sent, 0));
    }

    @Test
    void aTryWritesWhatThereIsRoomForAndNeverWaits() throws Exception {
        byte[] bytes = new byte[64 * 1024];
        int count = link.tryWrite(bytes, 0, bytes.length);
        assertTrue(count > 0);
        while (count > 0) { // a limit of time is over the test
            count = link.tryWrite(bytes, 0, bytes.length);
        }
    }

    @Test
    void afterATryReadsAndWritesWaitAsBefore() throws Exception {
        assertEquals(3, link.tryWrite(new byte[] {0, 1, 2, 3}, 1, 3));
        assertEquals(0, link.read(new byte[1], 0, 1, 1), "nothing came within a millisecond");
        link.write(new byte[] {4}, 0, 1);
        link.finish();
        assertEquals(1, peer.getInputStream().read());
        assertEquals(2, peer.getInputStream().read());
        assertEquals(3, peer.getInputStream().read());
        assertEquals(4, peer.getInputStream().read());
        assertEquals(-1, peer.getInputStream().read());
    }

    @Test
    void anInterruptedThreadMayTry() throws Exception {
        Thread.currentThread().interrupt();
        assertEquals(1, link.tryWrite(new byte[] {7}, 0, 1));
        assertTrue(Thread.interrupted());
        assertEquals(7, peer.getInputStream().read());
    }

    @Test
    void onceItIsClosedATryFails() throws Exception {
        link.close();
        assertThrows(IOException.class, () -> link.tryWrite(new byte[1], 0, 1));
        assertEquals(-1, peer.getInputStream().read());
    }

    @Test
    void aLinkWithoutAChannelTriesNothing() throws Exception {
        SocketLink plain = new SocketLink(peer, 16 * 1024);
        assertEquals(0, plain.tryWrite(new byte[1], 0, 1));
    }
}

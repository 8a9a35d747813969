package io.github.zinx.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of a peer, and its end. */
class PeerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "netty-epol --port 0",
                "netty-epoll",
                "netty-epoll --port x",
                "netty-epoll --prot 0",
                "zinx-pool --port 65536",
                ""
            })
    void refusesWhatItDoesNotUnderstand(String arguments) {
        assertEquals(64, Peer.run(arguments.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void failsWhenItsPortIsTaken(String name) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(1, Peer.run(new String[] {name, "--port", Integer.toString(taken.getLocalPort())}));
        }
    }

    static List<String> names() {
        return Peers.names();
    }

    @Test
    void endsWithItsInput() throws Exception {
        try (PeerProcess peer = PeerProcess.start("bare-vt", "--port", "0")) {
            peer.read("READY");
            assertFalse(peer.read("FLAGS").isBlank());
            peer.endInput();
            assertEquals(0, peer.exitCode());
            assertTrue(peer.hasSaidAll());
        }
    }

    @Test
    void aProcessThatFailsSaysSoByItsExitCode() throws Exception {
        try (PeerProcess peer = PeerProcess.start("nobody", "--port", "0")) {
            assertEquals(64, peer.exitCode());
            assertTrue(peer.hasSaidAll());
        }
    }
}

package io.github.zinx.tests.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which kind of client a local address belongs to: a byte for each port of two loopback addresses, in a file that the
 * processes share. Whoever is going to connect writes its mark first; the server reads it when the connection is there.
 * So a peer need not say a word to be known, and none is to be had from some of them.
 */
final class Marks {

    private static final int PORTS = 1 << 16;

    private final MappedByteBuffer bytes;

    private Marks(MappedByteBuffer bytes) {
        this.bytes = bytes;
    }

    static Marks in(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Marks(channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * PORTS));
        }
    }

    void put(SocketAddress address, int mark) {
        bytes.put(place(address), (byte) mark);
    }

    /** Returns the mark of this address; 0 if it never had one. */
    int get(SocketAddress address) {
        return bytes.get(place(address));
    }

    private static int place(SocketAddress address) {
        InetSocketAddress inet = (InetSocketAddress) address;
        byte[] host = inet.getAddress().getAddress();
        return inet.getPort() + (host[host.length - 1] == 2 ? PORTS : 0);
    }
}

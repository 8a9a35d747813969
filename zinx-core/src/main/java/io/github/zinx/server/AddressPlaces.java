package io.github.zinx.server;

import io.github.zinx.ConnectionSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections each remote address has, and whether it may have one more. An address has an entry only while it
 * has a connection, so there are never more entries than connections. Safe for use by many threads.
 */
final class AddressPlaces {

    /**
     * The part of an address that is counted as one: all of an IPv4 address, the first bits of an IPv6 one, whose last 64
     * any host chooses as it likes. An IPv4 address mapped into IPv6 is that IPv4 address.
     */
    record Network(long high, long low) {

        private static final long MAPPED = 0xFFFFL << 32;

        static Network of(@Nullable InetAddress address, int prefix) {
            if (address == null) {
                return new Network(-1, -1); // whatever has no address is one address; no peer has this one
            }
            byte[] bytes = address.getAddress();
            if (address instanceof Inet4Address) {
                return new Network(
                        0,
                        MAPPED | Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
            }
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            long high = halves.getLong();
            long low = halves.getLong();
            if (high == 0 && low >>> 32 == MAPPED >>> 32) {
                return new Network(high, low);
            }
            return new Network(high & mask(prefix), low & mask(prefix - Long.SIZE));
        }

        /** The first so many bits of 64; none for a negative number. */
        private static long mask(int bits) {
            return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
        }
    }

    private final long most;
    private final int prefix;
    private final ConcurrentHashMap<Network, Integer> held = new ConcurrentHashMap<>();

    /** At most so many for each address; the prefix, in bits, is what counts as one address in IPv6. */
    AddressPlaces(long most, int prefix) {
        this.most = most;
        this.prefix = prefix;
    }

    /** Takes a place for this address, if it has one left. */
    boolean tryTake(SocketAddress address) {
        if (isOff()) {
            return true;
        }
        Network network = network(address);
        while (true) {
            Integer now = held.putIfAbsent(network, 1);
            if (now == null) {
                return true;
            }
            if (now >= most) {
                return false;
            }
            if (held.replace(network, now, now + 1)) {
                return true;
            }
        }
    }

    /** Gives back one place that was taken for this address. */
    void giveBack(SocketAddress address) {
        if (!isOff()) {
            held.computeIfPresent(network(address), (network, now) -> now == 1 ? null : now - 1);
        }
    }

    /** Returns how many addresses have a connection, as far as that is counted. */
    int addresses() {
        return held.size();
    }

    private boolean isOff() {
        return most == ConnectionSettings.UNLIMITED;
    }

    private Network network(SocketAddress address) {
        return Network.of(address instanceof InetSocketAddress inet ? inet.getAddress() : null, prefix);
    }
}

package io.github.zinx.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No address gets more places than it may have, none is lost, and an address without a connection leaves no entry. */
@Tag("interleaving")
public class AddressPlacesInterleavingTest {

    private static final int MOST = 2;

    @Test
    void placesOfAnAddressAreCountedExactly() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(2)
                .sequentialSpecification(OneAtATime.class)
                .check(Shared.class);
    }

    /** The places as many threads use them. */
    @Param(name = "address", gen = IntGen.class, conf = "0:1")
    public static final class Shared {
        private static final SocketAddress[] ADDRESSES = {address(0), address(1)};

        private final AddressPlaces places = new AddressPlaces(MOST, 64);

        @Operation
        public boolean tryTake(@Param(name = "address") int address) {
            return places.tryTake(ADDRESSES[address]);
        }

        @Operation
        public void giveBack(@Param(name = "address") int address) {
            places.giveBack(ADDRESSES[address]);
        }

        private static SocketAddress address(int last) {
            try {
                return new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last}), 1);
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What they are when only one thread touches them. */
    public static final class OneAtATime {
        private final int[] held = new int[2];

        public boolean tryTake(int address) {
            if (held[address] == MOST) {
                return false;
            }
            held[address]++;
            return true;
        }

        public void giveBack(int address) {
            held[address] = Math.max(0, held[address] - 1);
        }
    }
}

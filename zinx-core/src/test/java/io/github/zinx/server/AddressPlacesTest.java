package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionSettings;
import io.github.zinx.server.AddressPlaces.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPlacesTest {

    private static SocketAddress peer(String address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    @Test
    void anAddressHasSoManyPlacesWhateverItsPorts() throws Exception {
        AddressPlaces places = new AddressPlaces(2, 64);

        assertTrue(places.tryTake(peer("192.0.2.1", 1)));
        assertTrue(places.tryTake(peer("192.0.2.1", 2)));
        assertFalse(places.tryTake(peer("192.0.2.1", 3)));
        assertTrue(places.tryTake(peer("192.0.2.2", 1)), "its neighbour is another address");

        places.giveBack(peer("192.0.2.1", 2));
        assertTrue(places.tryTake(peer("192.0.2.1", 4)));
        assertFalse(places.tryTake(peer("192.0.2.1", 5)));
    }

    @Test
    void anEntryGoesWithItsLastConnection() throws Exception {
        AddressPlaces places = new AddressPlaces(300, 64);
        for (int i = 0; i < 300; i++) {
            assertTrue(places.tryTake(peer("192.0.2.1", i)));
            assertTrue(places.tryTake(peer("192.0.2." + (i % 250 + 2), i)));
        }
        assertEquals(251, places.addresses());
        for (int i = 0; i < 300; i++) {
            assertFalse(places.tryTake(peer("192.0.2.1", i)));
        }
        for (int i = 0; i < 300; i++) {
            places.giveBack(peer("192.0.2.1", i));
            places.giveBack(peer("192.0.2." + (i % 250 + 2), i));
        }
        assertEquals(0, places.addresses());
    }

    @Test
    void whatIsOffCountsNothing() throws Exception {
        AddressPlaces places = new AddressPlaces(ConnectionSettings.UNLIMITED, 64);

        assertTrue(places.tryTake(peer("192.0.2.1", 1)));
        assertEquals(0, places.addresses());
        places.giveBack(peer("192.0.2.1", 1));
    }

    @Test
    void whatHasNoAddressIsOneAddress() {
        AddressPlaces places = new AddressPlaces(1, 64);

        assertTrue(places.tryTake(InetSocketAddress.createUnresolved("a", 1)));
        assertFalse(places.tryTake(InetSocketAddress.createUnresolved("b", 1)));
        places.giveBack(InetSocketAddress.createUnresolved("c", 1));
        assertEquals(0, places.addresses());
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8::2, 64, true",
        "2001:db8::1, 2001:db8:0:0:ffff:ffff:ffff:ffff, 64, true",
        "2001:db8::1, 2001:db8:0:1::1, 64, false",
        "2001:db8::1, 2001:db8:0:1::1, 63, true",
        "2001:db8::1, 2001:db8::2, 128, false",
        "2001:db8::1, 2001:db8::2, 127, false",
        "2001:db8::2, 2001:db8::3, 127, true",
        "2001:db8::1, 2001:db8::8000:0:0:0, 65, false",
        "7fff::, 8000::, 1, false",
        "8000::, ffff::, 1, true",
        "2001:db8:aa00::, 2001:db8:abff::, 39, true",
        "192.0.2.1, 192.0.2.2, 1, false",
        "0.0.0.0, ::, 64, false",
        "fe80::1%1, fe80::1%2, 64, true"
    })
    void whatCountsAsOneAddress(String one, String other, int prefix, boolean same) throws Exception {
        Network first = Network.of(InetAddress.getByName(one.replaceAll("%.*", "")), prefix);
        Network second = Network.of(InetAddress.getByName(other.replaceAll("%.*", "")), prefix);

        assertEquals(same, first.equals(second));
    }

    @Test
    void mappedAddressIsTheOneItMaps() throws Exception {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
        Inet6Address kept = Inet6Address.getByAddress(null, mapped, -1);
        assertEquals(16, kept.getAddress().length, "Java makes an IPv4 address of it elsewhere");

        for (int prefix : new int[] {1, 64, 96, 128}) {
            assertEquals(Network.of(InetAddress.getByName("192.0.2.1"), prefix), Network.of(kept, prefix));
            assertNotEquals(Network.of(InetAddress.getByName("192.0.2.2"), prefix), Network.of(kept, prefix));
        }
    }

    @Test
    void placesAreExactWhileManyComeAndGo() throws Exception {
        int most = 3;
        AddressPlaces places = new AddressPlaces(most, 64);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        SocketAddress address = peer("192.0.2.1", 1);
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int i = 0; i < 20_000; i++) {
                    if (places.tryTake(address)) {
                        taken.incrementAndGet();
                        if (inside.incrementAndGet() > most) {
                            tooMany.incrementAndGet();
                        }
                        inside.decrementAndGet();
                        places.giveBack(address);
                    }
                }
            }));
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive());
        }

        assertEquals(0, tooMany.get());
        assertTrue(taken.get() > 1000);
        assertEquals(0, places.addresses());
    }
}

package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class QuotasTest {

    private final SocketAddress one = peer("192.0.2.1");
    private final SocketAddress other = peer("192.0.2.2");

    private static SocketAddress peer(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 1);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Quotas quotas(UnaryOperator<ServerConfig.Builder> change) {
        return new Quotas(change.apply(ServerConfig.builder()).build());
    }

    @Test
    void withTheDefaultsNobodyIsTurnedAway() {
        Quotas quotas = quotas(b -> b.maxConnections(1));
        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), quotas.take(one));
        }
        quotas.released(one);
        quotas.giveBack(one);
        assertEquals(0, quotas.addresses());
    }

    @Test
    void theLoginsShareIsRoundedDownButNeverNothing() {
        assertEquals(3, quotas(b -> b.maxConnections(7).loginIds(1)).loginsLeft());
        assertEquals(
                1, quotas(b -> b.maxConnections(7).loginIds(1).loginShare(1)).loginsLeft());
        assertEquals(
                7, quotas(b -> b.maxConnections(7).loginIds(1).loginShare(100)).loginsLeft());
        assertEquals(
                9_900_000,
                quotas(b -> b.maxConnections(10_000_000).loginIds(1).loginShare(99))
                        .loginsLeft());
    }

    @Test
    void whoIsTurnedAwayHoldsNothing() {
        Quotas quotas = quotas(
                b -> b.maxConnections(4).maxConnectionsPerAddress(2).loginIds(1).loginShare(50));

        assertEquals(Optional.empty(), quotas.take(one));
        assertEquals(Optional.empty(), quotas.take(other));
        assertEquals(Optional.of(RejectCause.LOGIN), quotas.take(one));
        assertEquals(Optional.of(RejectCause.LOGIN), quotas.take(peer("192.0.2.3")));
        assertEquals(2, quotas.addresses());
        quotas.loginOver();
        assertEquals(Optional.empty(), quotas.take(one));
        quotas.loginOver();
        assertEquals(Optional.of(RejectCause.ADDRESS), quotas.take(one));
        assertEquals(1, quotas.loginsLeft());

        quotas.giveBack(one);
        quotas.released(one);
        quotas.released(other);
        assertEquals(2, quotas.loginsLeft());
        assertEquals(0, quotas.addresses());
    }
}

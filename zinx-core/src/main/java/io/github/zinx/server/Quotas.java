package io.github.zinx.server;

import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What a connection needs to be admitted besides its permit: a place among those of its address, and while it has not
 * logged in a place among those. Each is given back once, as the permit is: by the release, or for the login already when
 * that is over. Safe for use by many threads.
 */
final class Quotas {

    private final AddressPlaces addresses;
    private final Semaphore logins;
    private final boolean asksForLogin;

    Quotas(ServerConfig config) {
        addresses = new AddressPlaces(config.maxConnectionsPerAddress(), config.addressPrefix());
        asksForLogin = !config.login().isOff();
        logins = new Semaphore(Math.max(
                1, (int) ((long) config.maxConnections() * config.login().share() / 100)));
    }

    /** Takes what a connection from this address needs; if something is not to be had, nothing, and returns why. */
    Optional<RejectCause> take(SocketAddress address) {
        if (!addresses.tryTake(address)) {
            return Optional.of(RejectCause.ADDRESS);
        }
        if (asksForLogin && !logins.tryAcquire()) {
            addresses.giveBack(address);
            return Optional.of(RejectCause.LOGIN);
        }
        return Optional.empty();
    }

    /** Gives back what was taken for a connection that could not be set up. */
    void giveBack(SocketAddress address) {
        addresses.giveBack(address);
        if (asksForLogin) {
            logins.release();
        }
    }

    /** A connection from this address has been released, and its login is over. */
    void released(SocketAddress address) {
        addresses.giveBack(address);
    }

    /** A connection has logged in, or is released without. */
    void loginOver() {
        logins.release();
    }

    /** Returns how many addresses have a connection, as far as that is counted. */
    int addresses() {
        return addresses.addresses();
    }

    /** Returns how many more connections may be without a login. */
    int loginsLeft() {
        return logins.availablePermits();
    }
}

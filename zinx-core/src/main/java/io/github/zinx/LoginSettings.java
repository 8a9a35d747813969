package io.github.zinx;

import java.time.Duration;
import java.util.Set;

/**
 * What a connection may do before it has logged in, where a server asks for that: nothing but send messages of a few ids,
 * of a limited length and for a limited time. See {@link Connection#markLoggedIn()}.
 *
 * <p>The values are checked here and nowhere else; one that breaks its rule is a {@link ConfigException} that names the
 * key as a configuration file spells it. Instances are immutable.
 *
 * @param ids the only message ids that a connection may send before it has logged in, unsigned; none of them means that
 *     no login is asked for, and the other values then mean nothing
 * @param timeout how long a connection may take to log in, from the return of its start hook on, the time its handlers
 *     take included; 1 ms to one year
 * @param maxLength bytes of data that one message may have before the login, 1 byte to 1 GiB; where the frame limit is
 *     smaller, that one counts
 * @param share how many of all connections may be without a login at the same time, in percent, 1 to 100; at least one
 *     always may
 */
public record LoginSettings(Set<Integer> ids, Duration timeout, int maxLength, int share) {

    private static final LoginSettings OFF = new LoginSettings(Set.of(), Duration.ofSeconds(10), 4096, 50);

    /**
     * Copies the ids and checks the other values.
     *
     * @throws ConfigException naming the key, the value and the rule it breaks
     */
    public LoginSettings {
        ids = Set.copyOf(ids);
        ConnectionSettings.checkTimeout("login.timeout", timeout, false);
        ConnectionSettings.checkRange("login.max-length", maxLength, 1, 1 << 30, "1B to 1GiB");
        ConnectionSettings.checkRange("login.share", share, 1, 100, "1 to 100");
    }

    /** No login is asked for. With ids the other values would be 10 s, 4,096 bytes and 50 percent. */
    public static LoginSettings off() {
        return OFF;
    }

    /** Says whether no login is asked for: connections may send everything from the start. */
    public boolean isOff() {
        return ids.isEmpty();
    }
}

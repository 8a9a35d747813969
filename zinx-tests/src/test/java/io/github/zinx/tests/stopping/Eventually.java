package io.github.zinx.tests.stopping;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waiting for what must come soon: looks often, since most of it comes within a millisecond. */
public final class Eventually {

    private Eventually() {}

    /** Waits at most ten seconds, for what is promised but not within a certain time. */
    public static ConditionFactory eventually() {
        return within(Duration.ofSeconds(3));
    }

    /** Waits for what is promised within this time, with the allowance for a busy machine: three times that and 1 s. */
    public static ConditionFactory within(Duration promise) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(promise.multipliedBy(3).plusSeconds(1));
    }
}

package io.github.zinx.transport;

import io.github.zinx.LoginSettings;
import java.time.Duration;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A login, the end of its time and the end of its connection, all at once: exactly one of them ends the wait, so the place
 * among those without a login is given back once, and nobody is cut for a login that came in time.
 */
@Tag("interleaving")
public class LoginInterleavingTest {

    @Test
    void exactlyOneEndsTheWait() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(1)
                .sequentialSpecification(OneAtATime.class)
                .check(Shared.class);
    }

    /** The login as handler, sweeper and whoever releases the connection use it. */
    public static final class Shared {
        private final Login login = Login.of(new LoginSettings(Set.of(1), Duration.ofSeconds(1), 10, 50));

        @Operation
        public boolean finish() {
            return login.finish();
        }

        @Operation
        public boolean miss() {
            return login.miss();
        }

        @Operation
        public boolean isDone() {
            return login.isDone();
        }
    }

    /** What it is when only one thread touches it. */
    public static final class OneAtATime {
        private boolean awaited = true;
        private boolean done;

        public boolean finish() {
            done |= awaited;
            return leave();
        }

        public boolean miss() {
            return leave();
        }

        public boolean isDone() {
            return done;
        }

        private boolean leave() {
            boolean first = awaited;
            awaited = false;
            return first;
        }
    }
}

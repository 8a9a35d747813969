package io.github.zinx.transport;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of what writer and sender do to one ticket gives results that some order of the same steps gives to
 * {@link OneAtATime}: of claim and withdraw exactly one succeeds, once, and only a claimed ticket can be refused.
 */
@Tag("interleaving")
public class TicketInterleavingTest {

    @Test
    void modelChecked() {
        new ModelCheckingOptions()
                .iterations(12)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(1)
                .sequentialSpecification(OneAtATime.class)
                .check(Shared.class);
    }

    @Test
    void stressed() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(2000)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(OneAtATime.class)
                .check(Shared.class);
    }

    /** The ticket as writer and sender use it. */
    public static final class Shared {
        private final Ticket ticket = new Ticket();

        @Operation(nonParallelGroup = "writer")
        public boolean claim() {
            return ticket.claim();
        }

        /** As the writer does at the connection's end: only what it has claimed. */
        @Operation(nonParallelGroup = "writer")
        public boolean refuse() {
            boolean claimed = ticket.isClaimed();
            if (claimed) {
                ticket.refuse();
            }
            return claimed;
        }

        @Operation
        public boolean withdraw() {
            return ticket.withdraw();
        }

        @Operation
        public boolean isClaimed() {
            return ticket.isClaimed();
        }

        @Operation
        public boolean isRefused() {
            return ticket.isRefused();
        }
    }

    /** What a ticket is when only one thread touches it. */
    public static final class OneAtATime {
        private boolean offered = true;
        private boolean claimed;
        private boolean refused;

        public boolean claim() {
            claimed |= offered;
            return leave();
        }

        public boolean refuse() {
            boolean was = claimed;
            refused |= claimed;
            claimed = false;
            return was;
        }

        public boolean withdraw() {
            return leave();
        }

        public boolean isClaimed() {
            return claimed;
        }

        public boolean isRefused() {
            return refused;
        }

        private boolean leave() {
            boolean first = offered;
            offered = false;
            return first;
        }
    }
}

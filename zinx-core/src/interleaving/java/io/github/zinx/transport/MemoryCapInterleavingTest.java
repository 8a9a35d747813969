package io.github.zinx.transport;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two send queues and a mailbox that share one bound, each under its own lock: what they hold together is counted exactly,
 * and whoever asks is let over the bound in no interleaving.
 */
@Tag("interleaving")
@Param(name = "steps", gen = IntGen.class, conf = "0:4")
public class MemoryCapInterleavingTest {

    private static final int STEP = 16 * 1024;
    private static final int FREE = 4 * 1024;
    private static final int MOST = 5;

    @Test
    void allTogetherHoldExactlyWhatEachOfThemHoldsAndNoMoreThanTheyMay() {
        new ModelCheckingOptions()
                .iterations(25)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(2)
                .sequentialSpecification(OneAtATime.class)
                .check(Shared.class);
    }

    /** The bound and its shares; those who use one share exclude each other with a lock. */
    @Param(name = "steps", gen = IntGen.class, conf = "0:4")
    public static final class Shared {
        private final MemoryCap cap = new MemoryCap((long) MOST * STEP);
        private final MemoryCap.Share one = cap.share();
        private final MemoryCap.Share other = cap.share();
        private final MemoryCap.Share inbound = cap.inboundShare();

        @Operation(nonParallelGroup = "one")
        public boolean one(@Param(name = "steps") int steps) {
            return one.hold(bytes(steps));
        }

        @Operation(nonParallelGroup = "other")
        public boolean other(@Param(name = "steps") int steps) {
            return other.hold(bytes(steps));
        }

        @Operation(nonParallelGroup = "other")
        public void otherAnyway(@Param(name = "steps") int steps) {
            other.holdAnyway(bytes(steps));
        }

        @Operation(nonParallelGroup = "inbound")
        public boolean inbound(@Param(name = "steps") int steps) {
            return inbound.hold(bytes(steps));
        }

        @Operation
        public int held() {
            return (int) (cap.held() / STEP);
        }

        private static long bytes(int steps) {
            return steps == 0 ? FREE : FREE + (long) steps * STEP;
        }
    }

    /** What they are when only one thread touches them, in steps. */
    public static final class OneAtATime {
        private final int[] taken = new int[3];

        public boolean one(int steps) {
            return hold(0, steps, MOST);
        }

        public boolean other(int steps) {
            return hold(1, steps, MOST);
        }

        public void otherAnyway(int steps) {
            taken[1] = steps;
        }

        public boolean inbound(int steps) {
            return hold(2, steps, MOST - 2); // a quarter of the bytes, and with it a step in part
        }

        public int held() {
            return taken[0] + taken[1] + taken[2];
        }

        private boolean hold(int share, int steps, int most) {
            if (steps > taken[share] && held() - taken[share] + steps > most) {
                return false;
            }
            taken[share] = steps;
            return true;
        }
    }
}

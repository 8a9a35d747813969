package io.github.zinx.dispatch;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.Router;
import io.github.zinx.WorkerSettings;
import io.github.zinx.WorkerSettings.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker misses nothing that gets into its lane, and no stop. That it is woken for it, WorkerLaneTest has. */
@Tag("interleaving")
class WorkerLaneInterleavingTest {

    @Test
    void whateverCameBeforeTheStopIsTakenInOrder() {
        explore(1_000, () -> {
            WorkerLane lane = new WorkerLane();
            Mailbox one = mailbox(lane);
            Mailbox other = mailbox(lane);
            List<Mailbox> taken = new ArrayList<>();
            atOnce(
                    () -> {
                        lane.ready(one);
                        lane.ready(other);
                        lane.stop();
                    },
                    () -> {
                        for (Optional<Mailbox> next = lane.take(); next.isPresent(); next = lane.take()) {
                            taken.add(next.get());
                        }
                    });

            assertEquals(List.of(one, other), taken);
        });
    }

    @Test
    void nobodyIsForgottenThatComesAsAnotherDoes() {
        explore(1_000, () -> {
            WorkerLane lane = new WorkerLane();
            Mailbox one = mailbox(lane);
            Mailbox other = mailbox(lane);
            List<Mailbox> taken = new ArrayList<>();
            atOnce(() -> lane.ready(one), () -> lane.ready(other), () -> {
                taken.add(lane.take().orElseThrow());
                taken.add(lane.take().orElseThrow());
            });

            assertEquals(Set.of(one, other), Set.copyOf(taken));
        });
    }

    private static Mailbox mailbox(WorkerLane lane) {
        WorkerSettings settings = new WorkerSettings(1, Threads.VIRTUAL, 100, 1000, 1);
        return new Mailbox(lane, new Runner(new Router(), new Tally()), settings, Holding.UNBOUNDED);
    }
}

package io.github.zinx.tests.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Clients at work, each on a virtual thread of its own, again and again until they are told to pause. */
final class Crew {

    /** One of them. */
    @FunctionalInterface
    interface Member {
        /** Works, and returns when that is done, or soon after {@code on} has become false. */
        void work(BooleanSupplier on) throws Exception;
    }

    /** How long a member may take to come to its end. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Problems problems;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean on;

    Crew(Problems problems) {
        this.problems = problems;
    }

    void add(String name, Member member) {
        if (members.put(name, member) != null) {
            throw new IllegalArgumentException(name + " is there already");
        }
    }

    void resume() {
        on = true;
        members.forEach((name, member) ->
                threads.add(Thread.ofVirtual().name("soak-" + name).start(() -> work(name, member))));
    }

    private void work(String name, Member member) {
        while (on) {
            try {
                member.work(() -> on);
            } catch (Throwable t) {
                problems.add(name + ": " + t);
                BadPeers.pause(Duration.ofMillis(500)); // it tries again, and not too often
            }
        }
    }

    /** Returns once all have come to their end. */
    void pause() throws InterruptedException {
        on = false;
        for (Thread thread : threads) {
            if (!thread.join(LONGEST)) {
                problems.add(thread.getName() + " does not end: " + List.of(thread.getStackTrace()));
            }
        }
        threads.clear();
    }
}

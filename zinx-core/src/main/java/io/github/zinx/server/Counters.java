package io.github.zinx.server;

import io.github.zinx.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts; cheap to add to from many threads. */
final class Counters {

    final LongAdder accepted = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder closedInHandler = new LongAdder();
    final LongAdder broadcastsSkipped = new LongAdder();
    final LongAdder acceptErrors = new LongAdder();
    final LongAdder overdue = new LongAdder();
    final Ledger ledger = new Ledger();
    final Map<RejectCause, LongAdder> rejected = adders(RejectCause.class);
    final Map<CloseReason.Kind, LongAdder> closed = adders(CloseReason.Kind.class);

    static <K extends Enum<K>> LongAdder at(Map<K, LongAdder> adders, K key) {
        return Objects.requireNonNull(adders.get(key));
    }

    static <K extends Enum<K>> Map<K, Long> sums(Map<K, LongAdder> adders, Class<K> type) {
        Map<K, Long> sums = new EnumMap<>(type);
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }

    /** The keys are all there from the start, so that reading and adding need no lock. */
    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> type) {
        Map<K, LongAdder> adders = new EnumMap<>(type);
        for (K key : type.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }
}

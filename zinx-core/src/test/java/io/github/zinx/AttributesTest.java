package io.github.zinx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck") // yields only make races likelier
class AttributesTest {

    private static final AttributeKey<String> NAME = AttributeKey.of("name");

    private final Attributes attributes = new Attributes();

    @Test
    void aValueIsThereUntilItIsRemoved() {
        assertEquals(Optional.empty(), attributes.get(NAME));
        assertEquals(Optional.empty(), attributes.put(NAME, "Ann"));
        assertEquals(Optional.of("Ann"), attributes.put(NAME, "Bob"));
        assertEquals(Optional.of("Bob"), attributes.get(NAME));
        assertEquals(Optional.of("Bob"), attributes.remove(NAME));
        assertEquals(Optional.empty(), attributes.remove(NAME));
        assertEquals(Optional.empty(), attributes.get(NAME));
    }

    @Test
    void keysOfOneNameDoNotCollide() {
        AttributeKey<Integer> other = AttributeKey.of("name");

        attributes.put(NAME, "Ann");
        attributes.put(other, 7);

        assertEquals(Optional.of("Ann"), attributes.get(NAME));
        assertEquals(Optional.of(7), attributes.get(other));
        assertEquals("name", other.toString());
    }

    @Test
    void nullIsNoValue() {
        assertThrows(NullPointerException.class, () -> attributes.put(NAME, null));
        assertThrows(NullPointerException.class, () -> attributes.computeIfAbsent(NAME, () -> null));
        assertEquals(Optional.empty(), attributes.get(NAME));
    }

    @Test
    void aMissingValueIsMadeOnceHoweverManyAsk() throws Exception {
        AttributeKey<Object> key = AttributeKey.of("made once");
        for (int round = 0; round < 200; round++) {
            AtomicInteger made = new AtomicInteger();
            Set<Object> seen = ConcurrentHashMap.newKeySet();
            CountDownLatch go = new CountDownLatch(1);
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.startVirtualThread(() -> {
                    try {
                        go.await();
                        seen.add(attributes.computeIfAbsent(key, () -> {
                            made.incrementAndGet();
                            Thread.yield();
                            return new Object();
                        }));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, made.get());
            assertEquals(1, seen.size());
            attributes.remove(key);
        }
    }
}

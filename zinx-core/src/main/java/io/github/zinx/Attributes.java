package io.github.zinx;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an application keeps with one connection: values under typed keys. Safe for use by many threads; still readable
 * after the connection has ended, the stop hook included.
 */
public final class Attributes {

    private final ConcurrentMap<AttributeKey<?>, Object> values = new ConcurrentHashMap<>();

    /** Makes an empty set of attributes. */
    public Attributes() {}

    /** Returns the value under this key, if there is one. */
    public <T> Optional<T> get(AttributeKey<T> key) {
        return Optional.ofNullable(cast(key, values.get(key)));
    }

    /** Puts a value under this key and returns the one it replaces, if any. */
    public <T> Optional<T> put(AttributeKey<T> key, T value) {
        return Optional.ofNullable(cast(key, values.put(key, Objects.requireNonNull(value, "value"))));
    }

    /** Returns the value under this key, made and kept first, exactly once, where there is none. */
    public <T> T computeIfAbsent(AttributeKey<T> key, Supplier<? extends T> maker) {
        T kept = cast(key, values.computeIfAbsent(key, k -> Objects.requireNonNull(maker.get(), "value")));
        return Objects.requireNonNull(kept);
    }

    /** Takes the value under this key out and returns it, if there was one. */
    public <T> Optional<T> remove(AttributeKey<T> key) {
        return Optional.ofNullable(cast(key, values.remove(key)));
    }

    /** A key's type is the type of every value put under it, so the cast cannot fail. */
    @SuppressWarnings({"unchecked", "unused"}) // the key is here for its type
    private static <T> @Nullable T cast(AttributeKey<T> key, @Nullable Object value) {
        return (T) value;
    }
}

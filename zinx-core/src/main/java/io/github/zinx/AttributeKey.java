package io.github.zinx;

import java.util.Objects;

/**
 * The typed name of something kept with a connection. Keys are equal only to themselves: make one as a constant and
 * share the constant; two keys of the same name do not collide.
 *
 * @param <T> the type of the values kept under this key
 */
@SuppressWarnings("UnusedTypeParameter") // it binds keys to values in Attributes
public final class AttributeKey<T> {

    private final String name;

    private AttributeKey(String name) {
        this.name = name;
    }

    /** Makes a new key; the name is for reading only. */
    public static <T> AttributeKey<T> of(String name) {
        return new AttributeKey<>(Objects.requireNonNull(name, "name"));
    }

    @Override
    public String toString() {
        return name;
    }
}

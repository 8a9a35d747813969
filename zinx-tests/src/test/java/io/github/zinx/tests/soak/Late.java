package io.github.zinx.tests.soak;

import io.github.zinx.AttributeKey;
import io.github.zinx.Request;

/** An echo that is held back until after the next one. */
final class Late {

    static final AttributeKey<byte[]> KEY = AttributeKey.of("late");

    private Late() {}

    static void send(Request request) throws InterruptedException {
        byte[] late = request.connection().attributes().remove(KEY).orElse(null);
        if (late != null) {
            request.reply(late);
        }
    }
}

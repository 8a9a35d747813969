package io.github.zinx;

import java.io.InputStream;
import java.util.Objects;

/** Reads what a view sees, for as long as that is allowed. */
final class PayloadStream extends InputStream {

    private final RequestView view;
    private int next;

    PayloadStream(RequestView view) {
        this.view = view;
    }

    @Override
    public int read() {
        return next < view.length() ? Byte.toUnsignedInt(view.get(next++)) : -1;
    }

    @Override
    public int read(byte[] into, int at, int count) {
        Objects.checkFromIndexSize(at, count, into.length);
        int most = Math.min(count, available());
        if (most == 0 && count > 0) {
            return -1;
        }
        view.copyTo(next, into, at, most);
        next += most;
        return most;
    }

    @Override
    public long skip(long count) {
        int skipped = Math.clamp(count, 0, available());
        next += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return view.length() - next;
    }
}

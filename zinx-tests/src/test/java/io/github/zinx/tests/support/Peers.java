package io.github.zinx.tests.support;

import io.github.zinx.client.testkit.RawPeer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Peers that are closed together: before their server if they are made after it, so that its stop need not wait. */
public final class Peers implements Iterable<RawPeer>, AutoCloseable {

    private final List<RawPeer> all = new ArrayList<>();

    /** Adds one and returns it. */
    public RawPeer add(RawPeer peer) {
        all.add(peer);
        return peer;
    }

    @Override
    public Iterator<RawPeer> iterator() {
        return all.iterator();
    }

    @Override
    public void close() {
        all.forEach(RawPeer::close);
    }
}

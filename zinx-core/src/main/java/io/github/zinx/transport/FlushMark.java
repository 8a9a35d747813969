package io.github.zinx.transport;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A place in the queue that tells its maker when everything before it has been written, or never will be. */
final class FlushMark implements Outbox.Item {

    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile boolean written;

    /** Writer: everything before this place has been written. */
    void written() {
        written = true;
        reached.countDown();
    }

    /** The connection has ended first. */
    void lost() {
        reached.countDown();
    }

    boolean await(long nanos) throws InterruptedException {
        return reached.await(nanos, TimeUnit.NANOSECONDS);
    }

    boolean isWritten() {
        return written;
    }

    @Override
    public int size() {
        return 0;
    }
}

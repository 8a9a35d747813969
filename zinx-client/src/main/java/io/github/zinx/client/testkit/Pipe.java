package io.github.zinx.client.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** Carries the bytes of one connection in one direction, and their end, as its flow says. */
final class Pipe {

    private final ProxiedConnection connection;
    private final Socket from;
    private final Socket to;
    private final Flow flow;
    private final Flow back;
    private final byte[] buffer = new byte[16 * 1024];
    private boolean finished;

    /**
     * Makes a pipe.
     *
     * @param flow what happens in this direction
     * @param back what happens in the other, which is the way that bad news about the receiver takes
     */
    Pipe(ProxiedConnection connection, Socket from, Socket to, Flow flow, Flow back) {
        this.connection = connection;
        this.from = from;
        this.to = to;
        this.flow = flow;
        this.back = back;
    }

    /** Goes on to the end of what comes, or of the connection. */
    void run() {
        try {
            boolean ended = carryAll();
            if (ended && !finished) {
                flow.awaitEndPasses();
                to.shutdownOutput();
            } else if (!ended) {
                flow.awaitEndPasses();
                connection.reset();
            }
        } catch (IOException e) {
            connection.reset();
        } catch (InterruptedException e) {
            connection.close();
        }
    }

    /** Carries what comes; true at the end of the stream, false at a reset. */
    private boolean carryAll() throws InterruptedException, IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        while (true) {
            int count;
            try {
                count = in.read(buffer);
            } catch (IOException e) {
                return false;
            }
            if (count < 0) {
                return true;
            }
            flow.noteTaken(count);
            carry(count, out);
        }
    }

    private void carry(int count, OutputStream out) throws InterruptedException, IOException {
        for (int at = 0; at < count && !finished; ) {
            Flow.Step step = flow.next(count - at);
            if (step.passes()) {
                try {
                    out.write(buffer, at, step.count());
                } catch (IOException e) {
                    back.awaitEndPasses(); // the sender hears of it when a reset would get through to it
                    throw e;
                }
                flow.notePassed(step.count());
            }
            at += step.count();
            if (step.then() == Flow.Then.FINISH) {
                finished = true;
                to.shutdownOutput();
            } else if (step.then() == Flow.Then.RESET) {
                finished = true;
                connection.reset();
            }
        }
    }
}

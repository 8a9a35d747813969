package io.github.zinx.client;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.transport.Inbound;

/**
 * The joint between the connection and its worker: a message that somebody waits for is given to them, any other becomes
 * a request in the mailbox.
 */
record MailboxInbound(Mailbox mailbox, Waiters waiters, Connections connections) implements Inbound {

    @Override
    public boolean accept(Connection connection, Message message) throws InterruptedException {
        return waiters.answer(message) || mailbox.accept(new Request(connection, message, connections));
    }

    @Override
    public boolean execute(Runnable task) {
        return mailbox.execute(task);
    }

    @Override
    public boolean isIdle() {
        return mailbox.isIdle();
    }

    @Override
    public void finish() throws InterruptedException {
        waiters.close(); // the peer has ended its stream: no answer comes any more
        mailbox.finish();
    }

    @Override
    public void awaitHandled() throws InterruptedException {
        mailbox.awaitHandled();
    }

    @Override
    public void close() {
        waiters.close();
        mailbox.close();
    }

    @Override
    public void awaitIdle() {
        mailbox.awaitIdle();
    }
}

package io.github.zinx.server;

import io.github.zinx.Connection;
import io.github.zinx.Connections;
import io.github.zinx.Message;
import io.github.zinx.Request;
import io.github.zinx.RequestView;
import io.github.zinx.dispatch.Mailbox;
import io.github.zinx.transport.Inbound;

/** The joint between a connection and whoever works for it: messages become requests in the connection's mailbox. */
record MailboxInbound(Mailbox mailbox, Connections connections) implements Inbound {

    @Override
    public boolean accept(Connection connection, Message message) throws InterruptedException {
        return mailbox.accept(new Request(connection, message, connections));
    }

    @Override
    public boolean takesView(int id) {
        return mailbox.takesView(id);
    }

    @Override
    public boolean acceptView(Connection connection, int id, byte[] buffer, int from, int length)
            throws InterruptedException {
        return mailbox.accept(new RequestView(connection, connections, id, buffer, from, length));
    }

    @Override
    public void rest() {
        mailbox.rest();
    }

    @Override
    public boolean handlesOnReader() {
        return mailbox.takesReader();
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
        mailbox.finish();
    }

    @Override
    public void awaitHandled() throws InterruptedException {
        mailbox.awaitHandled();
    }

    @Override
    public void close() {
        mailbox.close();
    }

    @Override
    public void awaitIdle() {
        mailbox.awaitIdle();
    }
}

/**
 * The Zinx client: connects to a server, sends messages and hands those that arrive to handlers, in order. With it comes
 * a kit for tests of servers and clients.
 */
module io.github.zinx.client {
    requires transitive io.github.zinx.core;
    requires org.slf4j;

    exports io.github.zinx.client;
    exports io.github.zinx.client.testkit;
}

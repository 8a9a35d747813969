/**
 * Zinx: long-lived TCP message servers on virtual threads. {@code io.github.zinx} has the words that handlers use,
 * {@code io.github.zinx.wire} the layouts of a frame, {@code io.github.zinx.server} the server and its configuration;
 * the other packages are this library's own.
 */
module io.github.zinx.core {
    requires org.slf4j;
    requires static transitive org.jspecify;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    exports io.github.zinx;
    exports io.github.zinx.wire;
    exports io.github.zinx.server;
    exports io.github.zinx.transport to
            io.github.zinx.client;
    exports io.github.zinx.dispatch to
            io.github.zinx.client;
}

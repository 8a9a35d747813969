package io.github.zinx.server;

import io.github.zinx.WorkerSettings;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of a server that has started: where it listens, and what it was told. The second line has a logger of
 * its own, the one of {@link ServerConfig}, so that it can be had alone or left out.
 */
final class StartLines {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Logger SETTINGS = LoggerFactory.getLogger(ServerConfig.class);

    private StartLines() {}

    /** Writes both, each once and each as one line; {@code workers} are those in use, which may not be those asked for. */
    static void write(ServerConfig config, WorkerSettings workers, InetSocketAddress address) {
        LOG.info("{} listens on {} ({})", config.name(), address, config.codec().name());
        if (SETTINGS.isInfoEnabled()) {
            ServerConfig effective = config.toBuilder()
                    .workerThreads(workers.threads())
                    .maxWaiting(workers.maxWaiting())
                    .build();
            SETTINGS.info("{} runs with {}", config.name(), effective.describe().replace("\n", ", "));
        }
    }
}

package io.github.zinx.tests.support;

import io.github.zinx.WorkerSettings.Threads;
import io.github.zinx.server.ServerConfig;

/** The three ways in which handlers can be run; what is promised for every mode is tested with an EnumSource of these. */
public enum Mode {
    POOL {
        @Override
        public ServerConfig.Builder set(ServerConfig.Builder config) {
            return config.workers(10);
        }
    },
    POOL_OF_PLATFORM_THREADS {
        @Override
        public ServerConfig.Builder set(ServerConfig.Builder config) {
            return config.workers(10).workerThreads(Threads.PLATFORM);
        }
    },
    READER {
        @Override
        public ServerConfig.Builder set(ServerConfig.Builder config) {
            return config.workers(0);
        }
    };

    /** Sets the mode; returns the builder. */
    public abstract ServerConfig.Builder set(ServerConfig.Builder config);
}

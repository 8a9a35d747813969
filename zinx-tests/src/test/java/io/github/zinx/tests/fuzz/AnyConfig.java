package io.github.zinx.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.zinx.ConfigException;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Reads any bytes as a configuration file, and fails unless a configuration or a {@link ConfigException} comes of it, soon
 * and without much memory.
 */
final class AnyConfig {

    /** A second is promised, and this is a check that it is not many. */
    private static final Duration AT_MOST = Duration.ofSeconds(4);

    /** Bytes that may be allocated for any file, and for each of its bytes. */
    private static final long MEMORY = 8 << 20;

    private static final long MEMORY_FOR_EACH_BYTE = 300;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private record Cost(long memory, Duration time) {
        boolean isLow(int bytes) {
            return memory < MEMORY + bytes * MEMORY_FOR_EACH_BYTE && time.compareTo(AT_MOST) < 0;
        }
    }

    private final Path file;

    private AnyConfig(Path file) {
        this.file = file;
    }

    /** Takes the files to be this library's own YAML. */
    static AnyConfig yaml(Path folder) {
        return new AnyConfig(folder.resolve("any.yaml"));
    }

    /** Takes the files to be Zinx's {@code zinx.json}. */
    static AnyConfig zinxJson(Path folder) {
        return new AnyConfig(folder.resolve("zinx.json"));
    }

    void read(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Cost cost = readOnce();
        if (!cost.isLow(bytes.length)) {
            cost = readOnce(); // the first may have loaded classes
        }
        assertTrue(cost.isLow(bytes.length), cost + " for " + bytes.length + " bytes");
    }

    private Cost readOnce() {
        long start = System.nanoTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            ServerConfig config = ServerConfig.load(file);
            assertEquals(config, config.toBuilder().build());
        } catch (ConfigException e) {
            check(String.valueOf(e.getMessage()));
        }
        long memory = THREADS.getCurrentThreadAllocatedBytes() - before;
        return new Cost(memory, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Names the file, and is one line of a length that somebody reads. */
    private void check(String message) {
        assertTrue(message.startsWith(file + ":") || message.startsWith(file + ", line "), message);
        assertEquals(1, message.lines().count(), message);
        assertFalse(message.length() > 700, message);
    }
}

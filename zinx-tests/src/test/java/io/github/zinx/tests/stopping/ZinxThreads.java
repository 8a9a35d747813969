package io.github.zinx.tests.stopping;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The library's threads in this JVM, virtual ones included, by a thread dump: the only way to see those. */
public final class ZinxThreads {

    private static final Pattern NAME = Pattern.compile("\"name\": \"(zinx-[^\"]*)\"");

    private ZinxThreads() {}

    /**
     * Returns the names of all live threads that begin with this; all of the library's begin with {@code zinx-}. Without the
     * pacer, which belongs to the process and not to a server.
     */
    public static List<String> named(String beginning) {
        try {
            Path folder = Files.createTempDirectory("zinx-threads");
            Path dump = folder.resolve("dump.json");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
                return NAME.matcher(Files.readString(dump))
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .filter(name -> name.startsWith(beginning) && !name.equals("zinx-pacer"))
                        .toList();
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

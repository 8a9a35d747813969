package io.github.zinx.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DescriptorsTest {

    private static final String HEAD = """
            Limit                     Soft Limit           Hard Limit           Units
            Max cpu time              unlimited            unlimited            seconds
            """;

    @Test
    void theSoftLimitIsTheOneInForce() {
        String limits = HEAD + "Max open files            1024                 524288               files\n";

        assertEquals(OptionalLong.of(1024), Descriptors.parse(limits));
    }

    @Test
    void noLimitIsEmpty() {
        assertEquals(
                OptionalLong.empty(),
                Descriptors.parse(
                        HEAD + "Max open files            unlimited            unlimited            files\n"));
        assertEquals(OptionalLong.empty(), Descriptors.parse(HEAD));
        assertEquals(OptionalLong.empty(), Descriptors.parse(""));
    }

    @Test
    void thisMachinesOwnLimitCanBeTold() {
        if (Files.exists(Path.of("/proc/self/limits"))) {
            OptionalLong limit = Descriptors.limit();
            assertTrue(limit.isEmpty() || limit.getAsLong() > 0, limit::toString);
        } else {
            assertEquals(OptionalLong.empty(), Descriptors.limit());
        }
    }
}

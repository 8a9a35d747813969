package io.github.zinx.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JavaVersionTest {

    /** A run that was asked for one Java version and found itself on another would prove nothing about either. */
    @Test
    void theTestsRunOnTheJavaVersionTheyWereAskedFor() {
        int actual = Runtime.version().feature();
        Integer asked = Integer.getInteger("test.java.version");
        if (asked != null) {
            assertEquals(asked, actual);
        }
        assertTrue(actual >= 21, "Java " + actual);
    }
}

package io.github.zinx.tests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may know which: imports go one way, so that each room can be read without those above it. */
class RoomsTest {

    private static final String WORDS = "io.github.zinx";

    @ParameterizedTest(name = "{0} knows only itself and: {1}")
    @CsvSource({
        "io.github.zinx,           ''",
        "io.github.zinx.wire,      io.github.zinx",
        "io.github.zinx.transport, io.github.zinx|io.github.zinx.wire",
        "io.github.zinx.dispatch,  io.github.zinx",
        "io.github.zinx.server,"
                + " io.github.zinx|io.github.zinx.wire|io.github.zinx.transport|io.github.zinx.dispatch",
        "io.github.zinx.client,"
                + " io.github.zinx|io.github.zinx.wire|io.github.zinx.transport|io.github.zinx.dispatch",
        "io.github.zinx.client.testkit, io.github.zinx|io.github.zinx.wire|io.github.zinx.server",
        "io.github.zinx.demo," + " io.github.zinx|io.github.zinx.wire|io.github.zinx.server|io.github.zinx.client",
    })
    void aRoomKnowsOnlyTheRoomsBelowIt(String room, String below) {
        String[] allowed = below.isEmpty() ? new String[0] : below.split("\\|");
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("io.github.zinx..")
                        .or(resideInAnyPackage(room))
                        .or(resideInAnyPackage(allowed)))
                .check(Shipped.ALL);
    }

    @Test
    void thereAreNoOtherRooms() {
        Set<String> rooms = Shipped.ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertEquals(
                Set.of(
                        WORDS,
                        WORDS + ".wire",
                        WORDS + ".transport",
                        WORDS + ".dispatch",
                        WORDS + ".server",
                        WORDS + ".client",
                        WORDS + ".client.testkit",
                        WORDS + ".demo"),
                rooms);
    }

    @Test
    void everyRoomOfTheLibraryIsNullMarked() {
        Set<String> unmarked = Shipped.LIBRARY.stream()
                .map(JavaClass::getPackage)
                .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .collect(Collectors.toSet());

        assertEquals(Set.of(), unmarked);
    }
}

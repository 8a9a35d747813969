package io.github.zinx.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the two modules need and what they show. */
class ModulesTest {

    @Test
    void coreNeedsALoggingFacadeAndJacksonAndNothingElse() {
        Set<String> needed = module("io.github.zinx.core").requires().stream()
                .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .collect(Collectors.toSet());

        assertEquals(
                Set.of(
                        "java.base",
                        "org.slf4j",
                        "tools.jackson.core",
                        "tools.jackson.databind",
                        "tools.jackson.dataformat.yaml"),
                needed);
    }

    @Test
    void theClientNeedsNothingButCoreAndItsLoggingFacade() {
        Set<String> needed = module("io.github.zinx.client").requires().stream()
                .map(Requires::name)
                .collect(Collectors.toSet());

        assertEquals(Set.of("java.base", "io.github.zinx.core", "org.slf4j"), needed);
    }

    @Test
    void coreShowsItsWordsItsWireAndItsServer() {
        assertEquals(
                Map.of(
                        "io.github.zinx", Set.of(),
                        "io.github.zinx.wire", Set.of(),
                        "io.github.zinx.server", Set.of(),
                        "io.github.zinx.transport", Set.of("io.github.zinx.client"),
                        "io.github.zinx.dispatch", Set.of("io.github.zinx.client")),
                shown("io.github.zinx.core"));
    }

    @Test
    void theClientShowsItselfAndItsTestKit() {
        assertEquals(
                Map.of("io.github.zinx.client", Set.of(), "io.github.zinx.client.testkit", Set.of()),
                shown("io.github.zinx.client"));
    }

    private static Map<String, Set<String>> shown(String module) {
        return module(module).exports().stream().collect(Collectors.toMap(Exports::source, Exports::targets));
    }

    /** The module as it was built, whether this class path has it as a jar or as a folder. */
    private static ModuleDescriptor module(String name) {
        return Shipped.ALL.stream()
                .map(type ->
                        type.reflect().getProtectionDomain().getCodeSource().getLocation())
                .distinct()
                .map(ModulesTest::path)
                .flatMap(path -> ModuleFinder.of(path).find(name).stream())
                .findFirst()
                .orElseThrow()
                .descriptor();
    }

    private static Path path(URL location) {
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.documents.Markdown.Block;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/**
 * The code in the documents does what a reader may expect of it: Java compiles and runs, configurations load,
 * dependencies are ours. Programs are run by {@link ProgramsTest}, commands are looked up by {@link CommandsTest}.
 */
class CodeBlocksTest {

    /** Languages that a test knows what to do with; {@code go} is there to be compared with. */
    private static final Set<String> KNOWN = Set.of("java", "yaml", "json", "xml", "sh", "text", "go");

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    static List<Markdown> withJava() {
        List<Markdown> documents = Repository.documents().stream()
                .filter(document -> !document.blocks("java").isEmpty())
                .toList();
        assertFalse(documents.isEmpty());
        return documents;
    }

    static List<Block> configurations() {
        return blocks(Set.of("yaml", "json"));
    }

    static List<Block> dependencies() {
        return blocks(Set.of("xml"));
    }

    @Test
    void everyBlockSaysItsLanguage() {
        Set<String> unknown = new TreeSet<>();
        for (Markdown document : Repository.documents()) {
            document.blocks().stream()
                    .filter(block -> !KNOWN.contains(block.language()))
                    .forEach(block -> unknown.add(block.where() + ": '" + block.language() + "'"));
        }
        assertEquals(Set.of(), unknown);
    }

    @ParameterizedTest
    @MethodSource("withJava")
    void javaCompilesAndRuns(Markdown document) throws Exception {
        JavaBlocks java = JavaBlocks.compile(document.blocks("java"), folder);
        provideFiles(document);
        try (URLClassLoader loader = java.loader()) {
            for (String snippet : java.snippets()) {
                Surroundings made = make(loader, snippet, Surroundings.class);
                assertTimeoutPreemptively(LONGEST, () -> made.run(folder), document.name() + ": " + snippet);
            }
            for (String type : java.types()) {
                runTestsOf(loader, type);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configurationsLoad(Block block) throws Exception {
        Path file = folder.resolve("file." + block.language());
        Files.writeString(file, block.content());

        ServerConfig config = ServerConfig.load(file);

        boolean empty = block.content().isBlank();
        assertEquals(empty, config.equals(ServerConfig.defaults()), block.where() + " says nothing");
    }

    @ParameterizedTest
    @MethodSource("dependencies")
    void dependenciesAreOurs(Block block) throws Exception {
        Element dependency = xml(block.content());
        Element root = xml(Files.readString(Repository.ROOT.resolve("pom.xml")));

        assertEquals("dependency", dependency.getTagName(), block.where());
        assertEquals(value(root, "groupId"), value(dependency, "groupId"), block.where());
        assertEquals(value(root, "version"), value(dependency, "version"), block.where());
        String module = value(dependency, "artifactId");
        assertTrue(Files.exists(Repository.ROOT.resolve(module).resolve("pom.xml")), block.where() + ": " + module);
    }

    private static List<Block> blocks(Set<String> languages) {
        List<Block> blocks = Repository.documents().stream()
                .flatMap(document -> document.blocks().stream())
                .filter(block -> languages.contains(block.language()))
                .toList();
        assertFalse(blocks.isEmpty());
        return blocks;
    }

    private void provideFiles(Markdown document) throws Exception {
        Files.copy(Repository.ROOT.resolve("config.yaml"), folder.resolve("config.yaml"));
        for (Block json : document.blocks("json")) {
            Files.createDirectories(folder.resolve("conf"));
            Files.writeString(folder.resolve("conf/zinx.json"), json.content());
        }
    }

    /** A class with tests in it is run as one. */
    private static void runTestsOf(URLClassLoader loader, String type) throws Exception {
        for (Method method : loader.loadClass(type).getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                method.setAccessible(true);
                Object made = make(loader, type, Object.class);
                assertTimeoutPreemptively(LONGEST, () -> method.invoke(made), type + "." + method.getName());
            }
        }
    }

    private static <T> T make(URLClassLoader loader, String type, Class<T> as) throws Exception {
        Constructor<?> constructor = loader.loadClass(type).getDeclaredConstructor();
        constructor.setAccessible(true);
        return as.cast(constructor.newInstance());
    }

    private static Element xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement();
    }

    private static String value(Element parent, String child) {
        return parent.getElementsByTagName(child).item(0).getTextContent();
    }
}

package io.github.zinx.tests.documents;

import io.github.zinx.tests.documents.Markdown.Block;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The Java of one document, compiled. A block in which a line begins with a type declaration is a file: it stands for
 * itself, imports included. Any other block is a snippet, the body of a method: it has the imports below, the
 * {@linkplain Surroundings surroundings}, and the types that its document declares; {@code Path.of} means a file there.
 */
final class JavaBlocks {

    private static final Pattern TYPE = Pattern.compile(
            "^(?:(?:public|final|abstract|sealed) )*(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE);

    private static final String IMPORTS = """
            import io.github.zinx.*;
            import io.github.zinx.client.*;
            import io.github.zinx.server.*;
            import io.github.zinx.wire.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            """;

    private final Path folder;
    private final List<Path> sources = new ArrayList<>();
    private final List<String> snippets = new ArrayList<>();
    private final List<String> types = new ArrayList<>();

    private JavaBlocks(Path folder) {
        this.folder = folder;
    }

    /** The name of the type, if the block is a file. */
    static List<String> typesOf(Block block) {
        return TYPE.matcher(block.content())
                .results()
                .map(type -> type.group(1))
                .toList();
    }

    /** Says whether the block is a whole program. */
    static boolean isProgram(Block block) {
        return block.content().contains("public static void main(");
    }

    /** Compiles all blocks of a document in this folder, for the oldest Java there is support for. */
    static JavaBlocks compile(List<Block> blocks, Path folder) throws IOException {
        JavaBlocks java = new JavaBlocks(folder);
        for (Block block : blocks) {
            java.add(block);
        }
        java.compile();
        return java;
    }

    /** The names of the classes that the snippets have become. */
    List<String> snippets() {
        return snippets;
    }

    /** The names of the types that are declared outright. */
    List<String> types() {
        return types;
    }

    /** A loader of what has been compiled; to be closed. */
    URLClassLoader loader() throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, JavaBlocks.class.getClassLoader());
    }

    private void add(Block block) throws IOException {
        List<String> declared = typesOf(block);
        types.addAll(declared);
        String name = declared.isEmpty() ? "SnippetOfLine" + block.line() : declared.getFirst();
        Path source = folder.resolve(name + ".java");
        Files.writeString(source, declared.isEmpty() ? wrapped(name, block.content()) : block.content());
        sources.add(source);
    }

    private String wrapped(String name, String body) {
        snippets.add(name);
        return IMPORTS + "public class " + name + " extends io.github.zinx.tests.documents.Surroundings {\n"
                + "@Override protected void snippet() throws Exception {\n"
                + body.replace("Path.of(", "folder.resolve(")
                + "}\n}\n";
    }

    private void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
            List<String> options = List.of(
                    "--release", "21", "-proc:none", "-Xlint:all,-serial", "-d", folder.toString(), "-cp", classPath());
            boolean good = compiler.getTask(
                            null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!good || !found.getDiagnostics().isEmpty()) {
                throw new AssertionError(
                        found.getDiagnostics().stream().map(Object::toString).collect(Collectors.joining("\n")));
            }
        }
    }

    /** What these tests themselves run with. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}

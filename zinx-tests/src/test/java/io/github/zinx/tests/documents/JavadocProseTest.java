package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything public in a package that everybody may use has Javadoc with at least one sentence of prose: types,
 * methods, constructors and constants. What overrides something has that one's.
 */
class JavadocProseTest {

    private static final Pattern EXPORTED = Pattern.compile("exports\\s+([\\w.]+)\\s*;");
    private static final Pattern BLOCK_TAGS = Pattern.compile("(?s)(^|\\n)\\s*@\\w+.*");
    private static final Pattern MARK_UP = Pattern.compile("\\{@\\w+|[{}]|<[^>]*>");
    private static final Pattern WORD = Pattern.compile("\\p{Alpha}[\\p{Alnum}'-]*");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?]\\)?(\\s|$)");
    private static final int SHORTEST = 3;

    /** The folders of the packages that the modules show to everybody. */
    static List<Path> packages() throws IOException {
        List<Path> packages = new ArrayList<>();
        for (Path module : Repository.files(file -> file.endsWith("src/main/java/module-info.java"))) {
            EXPORTED.matcher(Files.readString(module))
                    .results()
                    .map(export -> module.resolveSibling(export.group(1).replace('.', '/')))
                    .forEach(packages::add);
        }
        assertTrue(packages.size() >= 4, packages::toString);
        return packages;
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everythingPublicHasProse(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            assertEquals(List.of(), silent(sources));
        }
    }

    @Test
    void proseIsToldFromItsAbsence() {
        assertTrue(isProse("Returns the id."));
        assertTrue(isProse("The same as {@link #describe()}."));
        assertEquals(false, isProse(null));
        assertEquals(false, isProse("TODO"));
        assertEquals(false, isProse("Returns the id"));
        assertEquals(false, isProse(" @param id the id of the message. It is unsigned."));
    }

    private static List<String> silent(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            Finder finder = new Finder(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                finder.scan(unit, null);
            }
            assertTrue(finder.looked > 0, sources::toString);
            return finder.silent;
        }
    }

    static boolean isProse(@Nullable String comment) {
        if (comment == null) {
            return false;
        }
        String body = BLOCK_TAGS.matcher(comment).replaceFirst("");
        String text = MARK_UP.matcher(body).replaceAll(" ");
        return WORD.matcher(text).results().count() >= SHORTEST
                && SENTENCE_END.matcher(text.replaceAll("\\s+([.!?])", "$1")).find();
    }

    private static final class Finder extends TreePathScanner<@Nullable Void, @Nullable ClassTree> {

        private final DocTrees docs;
        private final List<String> silent = new ArrayList<>();
        private int looked;

        Finder(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable ClassTree outer) {
            if (!isPublic(type.getModifiers(), outer)) {
                return null;
            }
            check(type.getSimpleName().toString(), type);
            return super.visitClass(type, type);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable ClassTree outer) {
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (isPublic(method.getModifiers(), outer) && !overrides) {
                check(method.getName().toString(), method);
            }
            return null; // nothing inside is for everybody
        }

        @Override
        public @Nullable Void visitVariable(VariableTree field, @Nullable ClassTree outer) {
            if (isPublic(field.getModifiers(), outer)) {
                check(field.getName().toString(), field);
            }
            return null;
        }

        private void check(String name, Tree tree) {
            looked++;
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            if (!isProse(docs.getDocComment(getCurrentPath()))) {
                long at = docs.getSourcePositions().getStartPosition(unit, tree);
                String file =
                        Path.of(unit.getSourceFile().toUri()).getFileName().toString();
                silent.add(file + ":" + unit.getLineMap().getLineNumber(at) + " " + name);
            }
        }

        private static boolean isPublic(ModifiersTree modifiers, @Nullable ClassTree outer) {
            boolean ofInterface = outer != null
                    && outer.getKind() == Tree.Kind.INTERFACE
                    && !modifiers.getFlags().contains(Modifier.PRIVATE);
            return ofInterface
                    || modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED);
        }
    }
}

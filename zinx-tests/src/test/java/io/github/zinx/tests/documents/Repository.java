package io.github.zinx.tests.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The files that this build was made from. */
final class Repository {

    /** The folder of the launcher, above the module that the tests are run in. */
    static final Path ROOT = root();

    private Repository() {}

    /** Every Markdown file there is, in the order of their paths. */
    static List<Markdown> documents() {
        return files(file -> file.getFileName().toString().endsWith(".md")).stream()
                .map(Repository::document)
                .toList();
    }

    static Markdown document(String path) {
        return document(ROOT.resolve(path));
    }

    /** The source file of this name, in whichever package of the library and its tests. */
    static Optional<Path> source(String type) {
        Path bench = ROOT.resolve("zinx-bench");
        return files(file -> file.endsWith(type + ".java") && !file.startsWith(bench)).stream()
                .findFirst();
    }

    /** The files that are nobody's output and not hidden. */
    static List<Path> files(Predicate<Path> wanted) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    boolean skip = !folder.equals(ROOT) && (name.startsWith(".") || name.equals("target"));
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (wanted.test(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    private static Markdown document(Path file) {
        try {
            return Markdown.parse(file, ROOT.relativize(file).toString(), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("zinx"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the launcher is in no folder above this one");
            }
        }
        return folder;
    }
}

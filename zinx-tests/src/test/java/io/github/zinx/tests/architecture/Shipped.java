package io.github.zinx.tests.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** The classes that are shipped, without the tests, from the jars or the folders they were built into. */
final class Shipped {

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.zinx");

    static final JavaClasses LIBRARY =
            ALL.that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.github.zinx.demo..")));

    private Shipped() {}

    static byte[] bytes(JavaClass type) {
        try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClassNode node(JavaClass type) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes(type)).accept(node, ClassReader.SKIP_FRAMES);
        return node;
    }
}

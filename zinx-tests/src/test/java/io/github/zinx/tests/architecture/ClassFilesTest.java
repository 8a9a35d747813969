package io.github.zinx.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What no class file that is shipped may contain, read instruction by instruction. */
class ClassFilesTest {

    private static final int JAVA_21 = 65;
    private static final int JAVA_11 = 55;

    @Test
    void nothingIsSynchronized() {
        // Before Java 24 a virtual thread that waits in a synchronized block or method keeps its carrier.
        List<String> found = methods(method -> (method.access & Opcodes.ACC_SYNCHRONIZED) != 0
                || has(method, instruction -> instruction.getOpcode() == Opcodes.MONITORENTER));

        assertEquals(List.of(), found);
    }

    @Test
    void nobodyLingersLongerThanZero() {
        // A close that lingers blocks the thread that closes. Zero is the reset, and that is all there may be.
        List<String> found = methods(method -> has(method, ClassFilesTest::lingers));

        assertEquals(List.of(), found);
    }

    @Test
    void theScanSeesTheResetOfTheSocketLink() {
        assertTrue(methods(method -> has(method, ClassFilesTest::isSetSoLinger)).stream()
                .anyMatch(where -> where.startsWith("io.github.zinx.transport.SocketLink.")));
    }

    @Test
    void allIsForJava21ButTheDemosEntryClassWhichIsForJava11() {
        Stream<String> wrong = Shipped.ALL.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> version(type) != (type.getSimpleName().equals("Launch") ? JAVA_11 : JAVA_21))
                .map(type -> type.getName() + ": " + version(type));

        assertEquals(List.of(), wrong.toList());
    }

    private static boolean lingers(AbstractInsnNode instruction) {
        if (instruction instanceof FieldInsnNode field) {
            return field.name.equals("SO_LINGER");
        }
        return isSetSoLinger(instruction) && before(instruction).getOpcode() != Opcodes.ICONST_0;
    }

    private static boolean isSetSoLinger(AbstractInsnNode instruction) {
        return instruction instanceof MethodInsnNode call && call.name.equals("setSoLinger");
    }

    /** The instruction before this one; labels and line numbers are none. */
    private static AbstractInsnNode before(AbstractInsnNode instruction) {
        AbstractInsnNode before = instruction.getPrevious();
        while (before.getOpcode() < 0) {
            before = before.getPrevious();
        }
        return before;
    }

    private static boolean has(MethodNode method, Predicate<AbstractInsnNode> what) {
        for (AbstractInsnNode instruction : method.instructions) {
            if (what.test(instruction)) {
                return true;
            }
        }
        return false;
    }

    /** The methods of the library that {@code match}. */
    private static List<String> methods(Predicate<MethodNode> match) {
        List<String> found = new ArrayList<>();
        for (JavaClass type : Shipped.LIBRARY) {
            found.addAll(Shipped.node(type).methods.stream()
                    .filter(match)
                    .map(method -> type.getName() + "." + method.name)
                    .collect(Collectors.toList()));
        }
        return found;
    }

    private static int version(JavaClass type) {
        byte[] bytes = Shipped.bytes(type);
        return ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
    }
}

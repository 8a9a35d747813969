package io.github.zinx.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.NetworkChannel;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which classes may use what most must not. */
class WhoMayUseTest {

    private static final Set<String> TOUCH_SOCKETS = Set.of(
            "io.github.zinx.transport.SocketLink", "io.github.zinx.server.Acceptor", "io.github.zinx.client.Dial");

    /** They are the other side of a connection, for tests, or the network in between, and nobody's connection. */
    private static final Set<String> ARE_SOCKETS = Set.of(
            "io.github.zinx.client.testkit.RawPeer",
            "io.github.zinx.client.testkit.Incoming",
            "io.github.zinx.client.testkit.FaultProxy",
            "io.github.zinx.client.testkit.ProxiedConnection",
            "io.github.zinx.client.testkit.Pipe");

    private static final DescribedPredicate<JavaClass> A_SOCKET = assignableTo(Socket.class)
            .or(assignableTo(ServerSocket.class))
            .or(assignableTo(DatagramSocket.class))
            .or(assignableTo(NetworkChannel.class));

    @Test
    void onlyTheLinkTheAcceptorTheDialAndTheTestKitTouchASocket() {
        DescribedPredicate<JavaAccess<?>> touch =
                describe("touch a socket", access -> A_SOCKET.test(access.getTargetOwner()));

        noClasses()
                .that(describe(
                        "are none of those",
                        type -> !TOUCH_SOCKETS.contains(outermost(type)) && !ARE_SOCKETS.contains(outermost(type))))
                .should()
                .accessTargetWhere(touch)
                .because("a socket belongs to its connection's own two threads")
                .check(Shipped.ALL);
    }

    @Test
    void noClassOfTheLibraryUsesAThreadLocal() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .because("there may be a million virtual threads, and a handler does not stay on one")
                .check(Shipped.LIBRARY);
    }

    @Test
    void onlyTheConfigurationKnowsJackson() {
        noClasses()
                .that(describe("are not of the configuration", type -> !isConfiguration(type)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml..", "org.snakeyaml..")
                .check(Shipped.ALL);
    }

    @Test
    void theLibraryLogsThroughSlf4jAloneAndNeverPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(Shipped.LIBRARY);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j.simple..", "java.util.logging..")
                .check(Shipped.LIBRARY);
    }

    @Test
    void theEntryClassOfTheDemoKnowsNothingThatAnOlderJavaCannotLoad() {
        classes()
                .that()
                .haveFullyQualifiedName("io.github.zinx.demo.Launch")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..")
                .check(Shipped.ALL);
    }

    private static boolean isConfiguration(JavaClass type) {
        return outermost(type).startsWith("io.github.zinx.server.Config");
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }
}

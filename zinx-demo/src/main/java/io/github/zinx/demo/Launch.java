package io.github.zinx.demo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The entry class of {@code zinx-demo.jar}, compiled for Java 11. Where {@code java} is too old for the demo it prints one line
 * that says so and what to type instead, and exits with 78; otherwise it calls {@code Main}, which such a {@code java}
 * could not even load.
 */
public final class Launch {

    private static final int OLDEST = 21;
    private static final int EXIT_CONFIG = 78;
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    private Launch() {}

    /** Runs the demo with {@code args}; see {@code Main}. */
    public static void main(String[] args) throws Throwable {
        int version = Runtime.version().feature();
        if (version < OLDEST) {
            System.err.println("zinx-demo needs Java " + OLDEST + " or newer, and this java is " + version + ". Type: "
                    + commandInstead(args));
            System.exit(EXIT_CONFIG);
        }
        atLeastTwoCarriers();
        Method main = Class.forName("io.github.zinx.demo.Main").getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** With one carrier, handlers that compute keep new connections waiting; the first virtual thread reads this property. */
    private static void atLeastTwoCarriers() {
        Integer set = Integer.getInteger(PARALLELISM);
        int carriers = set != null ? set : Runtime.getRuntime().availableProcessors();
        if (carriers < 2) {
            System.setProperty(PARALLELISM, "2");
        }
    }

    /** The launcher where this jar lies in a checkout, since it finds a newer JDK by itself; else the jar and a JDK's java. */
    private static String commandInstead(String[] args) {
        Path checkout = checkout();
        boolean client = args.length > 0 && args[0].equals("client");
        boolean named = client || (args.length > 0 && args[0].equals("server"));
        StringBuilder command = new StringBuilder();
        if (checkout != null) {
            command.append(quoted(checkout.resolve("zinx").toString())).append(client ? " client" : " demo");
        } else {
            Path jar = jar();
            command.append("/path/to/jdk-").append(OLDEST).append("/bin/java -jar ");
            command.append(quoted(jar == null ? "zinx-demo.jar" : jar.toString()));
        }
        for (int i = named && checkout != null ? 1 : 0; i < args.length; i++) {
            command.append(' ').append(quoted(args[i]));
        }
        return command.toString();
    }

    /** The folder three above this jar if the launcher {@code zinx} is in it, else null. */
    private static @Nullable Path checkout() {
        Path folder = jar();
        for (int i = 0; i < 3 && folder != null; i++) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return null;
        }
        Path launcher = folder.resolve("zinx");
        return Files.isRegularFile(launcher) && Files.isExecutable(launcher) ? folder : null;
    }

    private static @Nullable Path jar() {
        try {
            URL jar = Launch.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(jar.toURI()).toAbsolutePath();
        } catch (URISyntaxException | RuntimeException e) {
            return null;
        }
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

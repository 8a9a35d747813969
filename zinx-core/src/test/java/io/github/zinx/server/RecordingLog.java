package io.github.zinx.server;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/** A logger that keeps its warnings. */
public final class RecordingLog {

    public final List<String> warnings = new CopyOnWriteArrayList<>();

    public final Logger logger = (Logger) Proxy.newProxyInstance(
            Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, args) -> {
                if (method.getName().equals("warn")) {
                    warnings.add((String) args[0]);
                }
                return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
            });

    /** Makes one that has kept nothing yet. */
    public RecordingLog() {}
}

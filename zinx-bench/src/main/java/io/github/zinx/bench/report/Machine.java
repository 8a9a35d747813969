package io.github.zinx.bench.report;

import java.util.Map;

/**
 * What a report must say of the circumstances.
 *
 * @param facts machine, kernel, JDK, date, command and so on, in the order in which they are to be read
 * @param flags what each server said of its JVM and its settings, by its name
 */
public record Machine(Map<String, String> facts, Map<String, String> flags) {}

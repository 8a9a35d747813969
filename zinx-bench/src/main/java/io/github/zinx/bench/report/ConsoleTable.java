package io.github.zinx.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table for people who look at a terminal: columns in line, what is invalid in red where colours are wanted. */
public final class ConsoleTable {

    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private ConsoleTable() {}

    /** The lines of {@code table}, its title first. */
    public static List<String> lines(Table table, boolean colours) {
        Grid grid = Grid.of(table);
        List<String> lines = new ArrayList<>();
        lines.add(table.load().name() + ": " + table.load().title());
        int[] widths = new int[grid.heading().size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = grid.lines().stream()
                    .mapToInt(line -> line.cells().get(column).length())
                    .max()
                    .orElse(0);
            widths[i] = Math.max(widths[i], grid.heading().get(i).length());
        }
        lines.add(line(grid.heading(), widths));
        for (Grid.Line row : grid.lines()) {
            String line = line(row.cells(), widths);
            lines.add(row.invalid() && colours ? RED + line + PLAIN : line);
        }
        return lines;
    }

    /** The first and the last column begin at their left, figures end at their right. */
    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            boolean left = i == 0 || i == widths.length - 1;
            line.append("  ").append(left ? cell : padding).append(left ? padding : cell);
        }
        return line.toString().stripTrailing();
    }
}

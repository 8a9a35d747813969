package io.github.zinx.tests.documents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown file, read as far as these tests need it: ATX headings, fenced blocks, tables, inline links and code.
 *
 * @param file where it lies
 * @param name its path below the root
 */
record Markdown(
        Path file, String name, List<Heading> headings, List<Block> blocks, List<Table> tables, List<Text> text) {

    record Heading(int level, String title) {
        /** The name that a link to this heading has after its number sign. */
        String anchor() {
            return title.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
        }
    }

    /** A fenced block: what stands behind the opening fence, the line of that, and what is inside. */
    record Block(String document, int line, String language, String content) {
        String where() {
            return document + ", line " + line;
        }

        @Override
        public String toString() {
            return where();
        }
    }

    /** A table with its head, without the line below that. */
    record Table(int line, List<List<String>> rows) {}

    /** A line outside of all fences. */
    record Text(int line, String content) {}

    private static final Pattern FENCE = Pattern.compile("\\s*```(.*)");
    private static final Pattern HEADING = Pattern.compile("(#{1,6}) +(.*?)\\s*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern RULE = Pattern.compile("[|\\s:-]+");

    static Markdown parse(Path file, String name, List<String> lines) {
        List<Heading> headings = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<Table> tables = new ArrayList<>();
        List<Text> text = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            var fence = FENCE.matcher(line);
            if (fence.matches()) {
                int begin = i + 1;
                do {
                    i++;
                } while (i < lines.size() && !FENCE.matcher(lines.get(i)).matches());
                String content = String.join("\n", lines.subList(begin, i)) + "\n";
                blocks.add(new Block(name, begin, fence.group(1), content));
                continue;
            }
            text.add(new Text(i + 1, line));
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                headings.add(new Heading(heading.group(1).length(), heading.group(2)));
            }
            boolean row = line.strip().startsWith("|");
            if (row && !RULE.matcher(line).matches()) {
                rows.add(cells(line.strip()));
            }
            boolean last = i + 1 == lines.size() || !lines.get(i + 1).strip().startsWith("|");
            if (row && last) {
                tables.add(new Table(i + 2 - rows.size(), List.copyOf(rows)));
                rows.clear();
            }
        }
        return new Markdown(file, name, headings, blocks, tables, text);
    }

    List<Block> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /** Where the inline links of this file lead to. */
    List<String> links() {
        return text.stream()
                .map(line -> CODE.matcher(line.content()).replaceAll(""))
                .flatMap(line -> LINK.matcher(line).results())
                .map(link -> link.group(1))
                .toList();
    }

    /** What stands between single backquotes outside of all fences. */
    Stream<String> codeSpans() {
        return text.stream().flatMap(line -> codeSpans(line.content()));
    }

    static Stream<String> codeSpans(String text) {
        return CODE.matcher(text).results().map((MatchResult span) -> span.group(1));
    }

    private static List<String> cells(String row) {
        String inner = row.substring(1, row.endsWith("|") ? row.length() - 1 : row.length());
        return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}

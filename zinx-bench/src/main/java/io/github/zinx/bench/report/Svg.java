package io.github.zinx.bench.report;

import java.util.Locale;

/** Writes the few shapes that the charts are made of. Colours are classes, so that one style suits light and dark pages. */
final class Svg {

    private static final String STYLE = """
            text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:14px;font-weight:600}.quiet{fill:#656d76}
            .bad{fill:#cf222e}.axis{stroke:#8c959f;fill:none}.grid{stroke:#8c959f;stroke-opacity:.3;fill:none}
            .c0{fill:#6e7781;stroke:#6e7781}.c1{fill:#0969da;stroke:#0969da}.c2{fill:#1a7f37;stroke:#1a7f37}
            .c3{fill:#bf8700;stroke:#bf8700}.c4{fill:#8250df;stroke:#8250df}.c5{fill:#bf3989;stroke:#bf3989}
            .c6{fill:#bc4c00;stroke:#bc4c00}.c7{fill:#1b7c83;stroke:#1b7c83}.curve{fill:none;stroke-width:2}.mark{stroke:none}
            text[class^=c]{stroke:none}
            @media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}.bad{fill:#ff7b72}
            .c0{fill:#9198a1;stroke:#9198a1}.c1{fill:#4493f8;stroke:#4493f8}.c2{fill:#3fb950;stroke:#3fb950}
            .c3{fill:#d29922;stroke:#d29922}.c4{fill:#ab7df8;stroke:#ab7df8}.c5{fill:#db61a2;stroke:#db61a2}
            .c6{fill:#db6d28;stroke:#db6d28}.c7{fill:#39c5cf;stroke:#39c5cf}.curve{fill:none}.mark{stroke:none}}
            """;

    private static final int COLOURS = 8;

    private final StringBuilder shapes = new StringBuilder();
    private final int width;
    private final int height;
    private final String title;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        this.title = title;
        text(12, 22, "title", "start", title);
    }

    /** The class of the {@code index}th server's colour; the reference, which comes first, is grey. */
    static String colour(int index) {
        return "c" + index % COLOURS;
    }

    Svg text(double x, double y, String style, String anchor, String words) {
        return add("<text x='%s' y='%s' class='%s' text-anchor='%s'>%s</text>"
                .formatted(at(x), at(y), style, anchor, escaped(words)));
    }

    Svg bar(double x, double y, double w, double h, String style) {
        return add("<rect x='%s' y='%s' width='%s' height='%s' class='%s mark' rx='2'/>"
                .formatted(at(x), at(y), at(Math.max(w, 0)), at(h), style));
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        return add(
                "<line x1='%s' y1='%s' x2='%s' y2='%s' class='%s'/>".formatted(at(x1), at(y1), at(x2), at(y2), style));
    }

    Svg dot(double x, double y, String style) {
        return add("<circle cx='%s' cy='%s' r='3.5' class='%s mark'/>".formatted(at(x), at(y), style));
    }

    /** The whole picture, well-formed XML that needs nothing from elsewhere. */
    @Override
    public String toString() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                <style>
                %s</style>
                %s</svg>
                """.formatted(width, height, width, height, escaped(title), STYLE, shapes);
    }

    private Svg add(String shape) {
        shapes.append(shape).append('\n');
        return this;
    }

    private static String at(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;");
    }
}

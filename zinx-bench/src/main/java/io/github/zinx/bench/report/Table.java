package io.github.zinx.bench.report;

import java.util.List;

/** All peers under one load. */
public record Table(Case load, List<Row> rows) {

    /** Whether a reply was wrong, or a peer could not be measured at all. */
    public boolean hasInvalid() {
        return rows.stream().anyMatch(row -> row.state() == Row.State.INVALID);
    }
}

package org.netsmith.training;

import java.util.List;
import org.netsmith.dataset.Column;

/** Whether some labels are so rare that a model which never answers them still looks good. */
final class ClassBalance {

    /** How many times the rows of the rarest label the most frequent one may have without a word. */
    private static final long UNEVEN = 5;

    private ClassBalance() {}

    /** Warns of uneven labels, where the profile knows how often each occurs. */
    static void check(Column target, Violations violations) {
        List<Column.TopValue> labels = target.topValues();
        if (labels == null || labels.size() < 2 || labels.size() < target.distinct()) {
            return;
        }
        Column.TopValue most = labels.getFirst();
        Column.TopValue least = labels.getLast();
        if (most.count() > UNEVEN * least.count()) {
            violations.warn(
                    "/target",
                    ("the labels of \"%s\" are uneven: %d rows are \"%s\", %d are \"%s\"; accuracy says little"
                                    + " of rare ones, and fit.class_weight can make them count more")
                            .formatted(
                                    target.name(),
                                    most.count(),
                                    most.value(),
                                    least.count(),
                                    least.value()));
        }
    }
}

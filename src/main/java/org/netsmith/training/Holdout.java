package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/** Which rows are kept from training, to measure the model by. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public sealed interface Holdout {

    /** Every row is trained on. */
    @JsonTypeName("none")
    record None() implements Holdout {}

    /** The last rows, as Keras' {@code validation_split} takes them. */
    @JsonTypeName("last")
    record Last(double fraction) implements Holdout {}

    /** Rows drawn by the seed; stratified: as many of each label as their share. */
    @JsonTypeName("drawn")
    record Drawn(double fraction, boolean stratify) implements Holdout {}

    /** The latest rows by a column of times or numbers. */
    @JsonTypeName("latest")
    record Latest(double fraction, String time) implements Holdout {}

    /** Whole groups of rows with one value in a column, drawn by the seed. */
    @JsonTypeName("groups")
    record Groups(double fraction, String group) implements Holdout {}

    /** The rows where a column has a value. */
    @JsonTypeName("where")
    record Where(String column, String value) implements Holdout {}

    /** All rows of another data set. */
    @JsonTypeName("dataset")
    record OtherDataset() implements Holdout {}

    /**
     * Cross-validation: each fold in turn, then every row is trained on. At most one of the three is given.
     *
     * @param stratify whether folds are stratified by the label
     * @param time the column that orders rows, where folds follow each other in time
     * @param group the column whose values stay together
     */
    @JsonTypeName("folds")
    record Folds(
            int count,
            boolean stratify,
            @Nullable String time,
            @Nullable String group) implements Holdout {}

    /** The column that divides the rows and is no feature unless it is named; null where there is none. */
    default @Nullable String column() {
        return switch (this) {
            case None _, Last _, Drawn _, OtherDataset _ -> null;
            case Latest latest -> latest.time();
            case Groups groups -> groups.group();
            case Where where -> where.column();
            case Folds folds -> folds.time() == null ? folds.group() : folds.time();
        };
    }

    /** How many folds there are, 0 but for cross-validation. */
    default int folds() {
        return switch (this) {
            case None _, Last _, Drawn _, Latest _, Groups _, Where _, OtherDataset _ -> 0;
            case Folds folds -> folds.count();
        };
    }

    /** Whether rows are held out of the training that makes the model. */
    default boolean validates() {
        return switch (this) {
            case None _, Folds _ -> false;
            case Last _, Drawn _, Latest _, Groups _, Where _, OtherDataset _ -> true;
        };
    }
}

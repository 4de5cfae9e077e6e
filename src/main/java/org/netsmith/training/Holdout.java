package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

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

    /** The rows where a column has a value. */
    @JsonTypeName("where")
    record Where(String column, String value) implements Holdout {}

    /** All rows of another data set. */
    @JsonTypeName("dataset")
    record OtherDataset() implements Holdout {}
}

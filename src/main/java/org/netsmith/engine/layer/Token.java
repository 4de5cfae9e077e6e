package org.netsmith.engine.layer;

/** An element that stands for something of its own, as padding does: a text or a whole number. */
public sealed interface Token {

    record Text(String value) implements Token {}

    record Whole(long value) implements Token {}

    /** Among which elements it can be found. */
    default Elements elements() {
        return switch (this) {
            case Text _ -> Elements.TEXTS;
            case Whole _ -> Elements.NUMBERS;
        };
    }
}

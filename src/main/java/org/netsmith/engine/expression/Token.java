package org.netsmith.engine.expression;

/** A word, number or sign of a formula, and where it starts. */
record Token(Kind kind, String text, int position) {

    enum Kind {
        NUMBER,
        NAME,
        SIGN,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean is(String other) {
        return kind != Kind.NUMBER && text.equals(other);
    }

    double number() {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new ExpressionException(position, "expected a number within double precision, received " + this);
        }
        return value;
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end" : "'%s'".formatted(text);
    }
}

package org.netsmith.engine.expression;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netsmith.engine.expression.Token.Kind;

/** Cuts a formula into tokens. */
final class Lexer {

    private static final int MAXIMUM_LENGTH = 10_000;
    private static final Pattern SPACE = Pattern.compile("\\s*+");
    private static final Pattern NUMBER = Pattern.compile("(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*+");
    private static final Pattern SIGN = Pattern.compile("<=|>=|==|!=|[-+*/^()<>,;=]");

    private final String text;
    private final Matcher matcher;
    private int position;

    Lexer(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new ExpressionException(
                    MAXIMUM_LENGTH,
                    "too long, expected at most %d characters, received %d".formatted(MAXIMUM_LENGTH, text.length()));
        }
        this.text = text;
        this.matcher = SPACE.matcher(text);
    }

    Token next() {
        Token token = peek();
        position = token.position() + token.text().length();
        return token;
    }

    Token peek() {
        int start = end(SPACE, position);
        if (start == text.length()) {
            return new Token(Kind.END, "", start);
        }
        for (var candidate : List.of(NUMBER, NAME, SIGN)) {
            int end = end(candidate, start);
            if (end > start) {
                return new Token(kind(candidate), text.substring(start, end), start);
            }
        }
        throw new ExpressionException(
                start,
                "unknown character '%s', expected a number, a name or one of + - * / ^ ( ) , < > ="
                        .formatted(Character.toString(text.codePointAt(start))));
    }

    private int end(Pattern pattern, int start) {
        matcher.usePattern(pattern).region(start, text.length());
        return matcher.lookingAt() ? matcher.end() : start;
    }

    private static Kind kind(Pattern pattern) {
        return pattern == NUMBER ? Kind.NUMBER : pattern == NAME ? Kind.NAME : Kind.SIGN;
    }
}

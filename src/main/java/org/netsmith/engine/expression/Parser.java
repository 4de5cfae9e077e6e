package org.netsmith.engine.expression;

import static org.netsmith.engine.expression.Token.Kind.END;
import static org.netsmith.engine.expression.Token.Kind.NAME;
import static org.netsmith.engine.expression.Token.Kind.NUMBER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.expression.Condition.Relation;
import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Clip;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Select;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;

/**
 * Recursive descent over the grammar, loosest binding first: {@code or}, {@code and}, {@code not}, comparison, sum,
 * product, sign, power, primary. Depth and number of operations are bounded, because a formula may come from anybody.
 */
final class Parser {

    private static final int MAXIMUM_DEPTH = 100;
    private static final int MAXIMUM_OPERATIONS = 500;

    private static final Map<String, Double> CONSTANTS = Map.of("pi", Math.PI, "e", Math.E);
    private static final Set<String> WORDS = Set.of("and", "or", "not");
    private static final Map<String, Integer> ARITIES = arities();

    private final Lexer lexer;
    private final @Nullable Set<String> names;
    private Token token;
    private int depth;
    private int operations;

    Parser(String text) {
        this(text, null);
    }

    Parser(String text, @Nullable Set<String> names) {
        this.lexer = new Lexer(text);
        this.names = names;
        this.token = lexer.next();
    }

    Expression expression() {
        Expression result = sum();
        expectEnd("an operator or the end of the formula");
        requireShallow(result);
        return result;
    }

    /** A chain of additions is not nested, but whatever walks the formula later needs a stack as deep as it is long. */
    private static void requireShallow(Expression formula) {
        int depth = Depth.of(formula);
        if (depth > MAXIMUM_DEPTH) {
            throw new ExpressionException(
                    0,
                    ("too deep, expected at most %d operations inside each other, received %d; parentheses make a long"
                                    + " sum or product less deep")
                            .formatted(MAXIMUM_DEPTH, depth));
        }
    }

    /** {@code name = expression}, separated by semicolons. */
    List<Program.Assignment> program() {
        List<Program.Assignment> assignments = new ArrayList<>();
        while (!token.is(END)) {
            Token target = target();
            expect("=");
            assignments.add(new Program.Assignment(target.text(), sum()));
            if (!accept(";")) {
                expectEnd("an operator, ';' or the end of the program");
            }
        }
        return assignments;
    }

    private Token target() {
        Token target = advance();
        if (!target.is(NAME) || isReserved(target.text())) {
            throw unexpected(target, "the name of a variable to assign");
        }
        return target;
    }

    private Syntax disjunction() {
        Token start = token;
        Syntax left = conjunction();
        while (token.is("or")) {
            count(advance());
            Token second = token;
            left = new Condition.Or(condition(left, start), condition(conjunction(), second));
        }
        return left;
    }

    private Syntax conjunction() {
        Token start = token;
        Syntax left = negation();
        while (token.is("and")) {
            count(advance());
            Token second = token;
            left = new Condition.And(condition(left, start), condition(negation(), second));
        }
        return left;
    }

    private Syntax negation() {
        if (!token.is("not")) {
            return comparison();
        }
        count(advance());
        Token start = token;
        return nested(() -> new Condition.Not(condition(negation(), start)));
    }

    private Syntax comparison() {
        Token start = token;
        Syntax left = additive();
        for (Relation relation : Relation.values()) {
            if (token.is(relation.id())) {
                count(advance());
                return new Condition.Comparison(relation, number(left, start), sum());
            }
        }
        return left;
    }

    private Expression sum() {
        Token start = token;
        return number(additive(), start);
    }

    private Syntax additive() {
        Token start = token;
        Syntax left = multiplicative();
        while (token.is("+") || token.is("-")) {
            left = binary(left, start, this::multiplicative);
        }
        return left;
    }

    private Syntax multiplicative() {
        Token start = token;
        Syntax left = sign();
        while (token.is("*") || token.is("/")) {
            left = binary(left, start, this::sign);
        }
        return left;
    }

    private Syntax sign() {
        if (!token.is("-")) {
            return power();
        }
        Token minus = advance();
        if (token.is(NUMBER) && !lexer.peek().is("^")) {
            return new Constant(-advance().number());
        }
        count(minus);
        Token start = token;
        return nested(() -> new Unary(Function.NEGATE, number(sign(), start)));
    }

    private Syntax power() {
        Token start = token;
        Syntax base = primary();
        return token.is("^") ? nested(() -> binary(base, start, this::sign)) : base;
    }

    private Syntax primary() {
        Token start = advance();
        if (start.is(NUMBER)) {
            return new Constant(start.number());
        }
        if (start.is("(")) {
            Syntax inner = nested(this::disjunction);
            expect(")");
            return inner;
        }
        if (!start.is(NAME) || WORDS.contains(start.text())) {
            throw unexpected(start, "a number, a name, a function or '('");
        }
        return token.is("(") ? call(start) : named(start);
    }

    private Expression named(Token name) {
        if (ARITIES.containsKey(name.text())) {
            throw unexpected(token, "'(' after the function '%s'".formatted(name.text()));
        }
        Double constant = CONSTANTS.get(name.text());
        if (constant != null) {
            return new Constant(constant);
        }
        if (names != null && !names.contains(name.text())) {
            throw new ExpressionException(
                    name.position(),
                    "unknown name '%s', expected one of %s".formatted(name.text(), new TreeSet<>(names)));
        }
        return new Variable(name.text());
    }

    private Expression call(Token function) {
        Integer arity = ARITIES.get(function.text());
        if (arity == null) {
            throw new ExpressionException(
                    function.position(),
                    "unknown function '%s', expected one of %s"
                            .formatted(function.text(), new TreeSet<>(ARITIES.keySet())));
        }
        count(function);
        return nested(() -> call(function, arity));
    }

    private Expression call(Token function, int arity) {
        expect("(");
        Token first = token;
        Syntax condition = disjunction();
        List<Expression> rest = new ArrayList<>();
        while (accept(",")) {
            rest.add(sum());
        }
        expect(")");
        if (rest.size() + 1 != arity) {
            throw new ExpressionException(
                    function.position(),
                    "'%s' takes %d argument%s, received %d"
                            .formatted(function.text(), arity, arity == 1 ? "" : "s", rest.size() + 1));
        }
        return function.is("select")
                ? new Select(condition(condition, first), rest.get(0), rest.get(1))
                : application(function.text(), number(condition, first), rest);
    }

    private static Expression application(String function, Expression first, List<Expression> rest) {
        return switch (function) {
            case "min" -> new Binary(Operator.MINIMUM, first, rest.getFirst());
            case "max" -> new Binary(Operator.MAXIMUM, first, rest.getFirst());
            case "pow" -> new Binary(Operator.POWER, first, rest.getFirst());
            case "square" -> new Binary(Operator.POWER, first, new Constant(2));
            case "clip" -> new Clip(first, rest.get(0), rest.get(1));
            default -> new Unary(unary(function), first);
        };
    }

    private static Function unary(String id) {
        return Arrays.stream(Function.values())
                .filter(function -> function.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Expression binary(Syntax left, Token start, Production right) {
        Token sign = count(advance());
        Operator operator = Arrays.stream(Operator.values())
                .filter(candidate -> sign.is(candidate.id()))
                .findFirst()
                .orElseThrow();
        Token second = token;
        return new Binary(operator, number(left, start), number(right.read(), second));
    }

    private interface Production {
        Syntax read();
    }

    private <T> T nested(Supplier<T> production) {
        if (++depth > MAXIMUM_DEPTH) {
            throw new ExpressionException(
                    token.position(), "nested too deeply, expected at most %d levels".formatted(MAXIMUM_DEPTH));
        }
        T result = production.get();
        depth--;
        return result;
    }

    private Token count(Token operation) {
        if (++operations > MAXIMUM_OPERATIONS) {
            throw new ExpressionException(
                    operation.position(), "too long, expected at most %d operations".formatted(MAXIMUM_OPERATIONS));
        }
        return operation;
    }

    private static Expression number(Syntax syntax, Token start) {
        return switch (syntax) {
            case Expression expression -> expression;
            case Condition _ ->
                throw new ExpressionException(
                        start.position(), "expected a number, received a condition; use select(condition, a, b)");
        };
    }

    private static Condition condition(Syntax syntax, Token start) {
        return switch (syntax) {
            case Condition condition -> condition;
            case Expression _ ->
                throw new ExpressionException(
                        start.position(), "expected a condition such as x > 0, received a number");
        };
    }

    private Token advance() {
        Token current = token;
        token = lexer.next();
        return current;
    }

    private boolean accept(String symbol) {
        boolean found = token.is(symbol);
        if (found) {
            advance();
        }
        return found;
    }

    private void expect(String symbol) {
        if (!accept(symbol)) {
            throw unexpected(token, "'%s'".formatted(symbol));
        }
    }

    private void expectEnd(String expected) {
        if (!token.is(END)) {
            throw unexpected(token, expected);
        }
    }

    private static ExpressionException unexpected(Token token, String expected) {
        return new ExpressionException(token.position(), "expected %s, received %s".formatted(expected, token));
    }

    private static boolean isReserved(String name) {
        return ARITIES.containsKey(name) || CONSTANTS.containsKey(name) || WORDS.contains(name);
    }

    private static Map<String, Integer> arities() {
        Map<String, Integer> arities =
                new HashMap<>(Map.of("min", 2, "max", 2, "pow", 2, "square", 1, "clip", 3, "select", 3));
        Arrays.stream(Function.values())
                .filter(function -> function != Function.NEGATE)
                .forEach(function -> arities.put(function.id(), 1));
        return Map.copyOf(arities);
    }
}

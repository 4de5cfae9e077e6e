package org.netsmith.engine.expression;

/** What a parenthesis of the language may hold: a number or a truth value. */
sealed interface Syntax permits Expression, Condition {}

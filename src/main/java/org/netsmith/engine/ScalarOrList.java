package org.netsmith.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A list for which a value alone stands as well, at every level of nesting: {@code axis: 1} is {@code [1]}, and {@code
 * padding: [1, 2]} is {@code [[1], [2]]}. A list of one is written as its value, unless
 * {@link #writesAlone} says otherwise.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface ScalarOrList {

    /** Whether a list of one is written as its value. */
    boolean writesAlone() default true;
}

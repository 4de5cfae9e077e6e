package org.netsmith.engine.optimizer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The number that Python's None stands for where it is not the default. Where the argument's range has no such number,
 * it is also written as null.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface NullIs {

    double value();
}

package org.netsmith.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A kind that has no Keras class: only these strings stand for it, whatever their case, and which kind they mean
 * follows from the shapes of target and prediction.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shorthand {

    String[] value();
}

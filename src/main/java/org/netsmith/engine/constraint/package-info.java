/** Projections that weights go through after each step of training. */
@NullMarked
package org.netsmith.engine.constraint;

import org.jspecify.annotations.NullMarked;

/** Penalties on weights and activities that training adds to the loss. */
@NullMarked
package org.netsmith.engine.regularizer;

import org.jspecify.annotations.NullMarked;

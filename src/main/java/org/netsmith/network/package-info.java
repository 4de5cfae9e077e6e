/**
 * Named, versioned network definitions: their store, their validation, their summary, and the catalog of what they are
 * made of.
 */
@NullMarked
package org.netsmith.network;

import org.jspecify.annotations.NullMarked;

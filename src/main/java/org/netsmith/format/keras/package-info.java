/**
 * Keras' JSON, reading and writing. Kinds are found by reflection over the sealed families of the engine, never by a
 * class name that stands in a file.
 */
@NullMarked
package org.netsmith.format.keras;

import org.jspecify.annotations.NullMarked;

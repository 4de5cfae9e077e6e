/** The safetensors file format, reading and writing. */
@NullMarked
package org.netsmith.format.safetensors;

import org.jspecify.annotations.NullMarked;

/** Models in memory, and their predictions. */
@org.jspecify.annotations.NullMarked
package org.netsmith.serving;

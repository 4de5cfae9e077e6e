/** The registry of models: versions, aliases, lineage, audit, and the file that a model is stored in. */
@org.jspecify.annotations.NullMarked
package org.netsmith.registry;

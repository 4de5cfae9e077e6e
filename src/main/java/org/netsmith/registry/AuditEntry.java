package org.netsmith.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a model's audit trail.
 *
 * @param caller who did it: a user's name, {@code job:<id>}, or {@code anonymous} where no key is needed
 * @param alias null where a version was published or deleted
 * @param fromVersion where the alias pointed before; the version that was deleted
 * @param toVersion where the alias points since; the version that was published
 */
record AuditEntry(
        Instant time,
        String caller,
        Action action,
        @Nullable String alias,
        @Nullable Integer fromVersion,
        @Nullable Integer toVersion) {

    /** What was done; the wire name is the lower-case name. */
    enum Action {
        @JsonProperty("version_published")
        VERSION_PUBLISHED,
        @JsonProperty("version_deleted")
        VERSION_DELETED,
        @JsonProperty("alias_set")
        ALIAS_SET,
        @JsonProperty("alias_deleted")
        ALIAS_DELETED
    }
}

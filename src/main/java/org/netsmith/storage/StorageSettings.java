package org.netsmith.storage;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where everything that must last is kept.
 *
 * @param home the directory of the database, the blobs and the workers' files, {@code ./data} as shipped
 */
@Validated
@ConfigurationProperties("netsmith")
record StorageSettings(@NotNull Path home) {

    Path blobs() {
        return home.resolve("blobs");
    }

    Path database() {
        return home.resolve("service.db");
    }
}

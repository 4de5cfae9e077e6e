package org.netsmith.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Tables as {@link TableFile}s, by what is in them: who tries one network after another on the same rows, in whatever
 * worker, waits only once for the database that reads them. A file that is there is whole, because it gets its name
 * last; one that is not is made again, so the directory may be emptied at any time.
 */
final class TableCache {

    private static final String ENDING = ".table";

    private final Path directory;

    TableCache(Path directory) {
        this.directory = directory;
    }

    /** @param parquet a file that never changes */
    Table read(List<Column> columns, Path parquet) throws IOException, SQLException {
        Path file = directory.resolve(name(columns, parquet) + ENDING);
        if (!Files.exists(file)) {
            write(columns, parquet, file);
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return TableFile.open(columns, file);
    }

    private void write(List<Column> columns, Path parquet, Path file) throws IOException, SQLException {
        Files.createDirectories(directory);
        Path unfinished = Files.createTempFile(directory, "unfinished-", ENDING);
        try {
            new TableFileWriter(columns, unfinished).write(parquet);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static String name(List<Column> columns, Path parquet) {
        MessageDigest hash = sha256();
        hash.update(parquet.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
        columns.forEach(column -> hash.update(("\0" + column.name() + "\0" + column.type() + "\0" + column.categories())
                .getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}

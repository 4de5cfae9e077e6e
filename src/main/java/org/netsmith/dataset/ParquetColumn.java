package org.netsmith.dataset;

/**
 * A column of a Parquet file and what becomes of it.
 *
 * @param given the value in the file, as SQL
 * @param value the value that is kept, as SQL: null where the type has no counterpart for it
 */
record ParquetColumn(TableColumn column, String given, String value) {

    String name() {
        return column.name();
    }

    String selected() {
        return "%s AS %s".formatted(value, DuckDb.identifier(name()));
    }
}

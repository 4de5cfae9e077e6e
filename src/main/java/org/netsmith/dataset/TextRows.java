package org.netsmith.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of text that holds rows and can be read from its start as often as needed. */
sealed interface TextRows permits CsvRows, JsonRows {

    /** Before the first row. What is wrong on the way is added to {@code rejection}. */
    Cursor open(Rejection rejection) throws IOException;

    Format format();

    /** What stands between fields: a comma there makes a decimal comma unlikely. */
    char delimiter();

    /** Goes through the rows once. */
    interface Cursor extends Closeable {

        /** The names of the columns seen so far, blank where there is none; more may come with every row. */
        List<String> names();

        /** Where the name of a column was given, for messages. */
        String place(int column);

        /**
         * The fields of the next row in the order of the names, null where missing, in a list that is used again for
         * the row after; null at the end.
         */
        @Nullable
        List<@Nullable String> next() throws IOException;

        /** The line on which the last row began. */
        long line();

        /** What is worth telling about the rows so far. */
        List<String> remarks();
    }
}

package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.List;
import org.netsmith.worker.TaskException;

/** Checks options for what can be known without the file. */
final class OptionsCheck {

    private OptionsCheck() {}

    /** All that is wrong with the options, with pointers into them. */
    static List<TaskException.Error> errors(IngestOptions options) {
        List<TaskException.Error> errors = new ArrayList<>();
        String delimiter = options.delimiter();
        if (delimiter != null
                && (delimiter.length() != 1
                        || "\"\r\n\0".contains(delimiter)
                        || Character.isSurrogate(delimiter.charAt(0)))) {
            errors.add(new TaskException.Error(
                    "/options/delimiter",
                    "one character is expected, other than a quote or a line end; received \"%s\""
                            .formatted(Received.shortened(delimiter))));
        }
        if (options.encoding() != null && !TextEncoding.isKnown(options.encoding())) {
            errors.add(new TaskException.Error(
                    "/options/encoding",
                    "one of %s is expected; received \"%s\""
                            .formatted(TextEncoding.names(), Received.shortened(options.encoding()))));
        }
        options.types().forEach((name, type) -> {
            if (type == ColumnType.TENSOR) {
                errors.add(new TaskException.Error(
                        "/options/types/" + name.replace("~", "~0").replace("/", "~1"),
                        "a column of text cannot be a tensor"));
            }
        });
        return errors;
    }

    static void require(IngestOptions options, String file) {
        Rejection rejection = new Rejection(file);
        errors(options).forEach(error -> rejection.add(error.pointer(), error.detail()));
        rejection.throwIfAny();
    }
}

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
        String quote = options.quote();
        if (quote != null
                && (quote.length() > 1
                        || !quote.isEmpty() && "\r\n\0\uffff".contains(quote)
                        || quote.equals(delimiter))) {
            errors.add(new TaskException.Error(
                    "/options/quote",
                    "one character is expected, other than the delimiter or a line end, or none; received \"%s\""
                            .formatted(Received.shortened(quote))));
        }
        if (options.encoding() != null && !TextEncoding.isKnown(options.encoding())) {
            errors.add(new TaskException.Error(
                    "/options/encoding",
                    "the name of an encoding such as %s is expected; received \"%s\""
                            .formatted(TextEncoding.names(), Received.shortened(options.encoding()))));
        }
        if (options.image() != null) {
            options.image().faults().forEach(fault -> errors.add(new TaskException.Error("/options/image", fault)));
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

    /** What cannot be followed with files of a format is a mistake to tell of, not to pass over. */
    static void require(IngestOptions options, Format format, String file) {
        Rejection rejection = new Rejection(file);
        errors(options).forEach(error -> rejection.add(error.pointer(), error.detail()));
        boolean text = format == Format.CSV || format == Format.NDJSON;
        if (options.delimiter() != null && format != Format.CSV) {
            rejection.add("/options/delimiter", "this is %s, which has no delimiter".formatted(format.wireName()));
        }
        if (options.quote() != null && format != Format.CSV) {
            rejection.add("/options/quote", "this is %s, which has no quotes".formatted(format.wireName()));
        }
        if (options.encoding() != null && !text) {
            rejection.add("/options/encoding", "this is %s, not text".formatted(format.wireName()));
        }
        if (options.image() != null && format != Format.IMAGES) {
            rejection.add("/options/image", "this is %s, not an archive of images".formatted(format.wireName()));
        }
        rejection.throwIfAny();
    }
}

package org.netsmith.registry;

/**
 * A model file is damaged or was not written by {@link ModelFile#write}. The message says what was expected and
 * received.
 */
public final class ModelFileException extends RuntimeException {

    ModelFileException(String message) {
        super(message);
    }

    ModelFileException(String message, Throwable cause) {
        super(message, cause);
    }
}

package org.netsmith.dataset;

import java.util.List;

/**
 * Knows what refers to data set versions. Every module that keeps such references offers a bean; a referred-to version
 * is not deleted.
 */
public interface DatasetReferences {

    /**
     * What refers to a version, in words for a message: {@code model iris@2}, {@code training job 0193…}.
     *
     * @param reference {@code name@version}
     */
    List<String> referringTo(String reference);
}

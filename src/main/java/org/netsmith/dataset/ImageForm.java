package org.netsmith.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all images of a data set are brought to. */
record ImageForm(int width, int height, int channels) {

    private record Size(int width, int height) {}

    /** What the options say, else the size that most images have, and colour if one has it; told where they differ. */
    static ImageForm of(List<ImageIngest.Found> images, Intake intake) {
        IngestOptions.ImageSize asked = intake.options().image();
        Size size = asked == null || asked.width() == null
                ? usualSize(images, intake)
                : new Size(asked.width(), asked.height());
        Integer channels = asked == null ? null : asked.channels();
        return new ImageForm(size.width(), size.height(), channels == null ? usualChannels(images, intake) : channels);
    }

    private static Size usualSize(List<ImageIngest.Found> images, Intake intake) {
        Map<Size, Long> counts = new LinkedHashMap<>();
        images.forEach(image -> counts.merge(size(image), 1L, Long::sum));
        Size usual = counts.entrySet().stream()
                .max(Map.Entry.<Size, Long>comparingByValue()
                        .thenComparing(
                                entry -> (long) entry.getKey().width()
                                        * entry.getKey().height(),
                                Comparator.reverseOrder()))
                .orElseThrow()
                .getKey();
        if (counts.size() > 1) {
            intake.warn(("the images have %d sizes; all are scaled to %d × %d, which most of them have (%d of %d); "
                            + "the option \"image\": {\"width\": …, \"height\": …} asks for another")
                    .formatted(counts.size(), usual.width(), usual.height(), counts.get(usual), images.size()));
        }
        return usual;
    }

    private static Size size(ImageIngest.Found image) {
        return new Size(image.header().width(), image.header().height());
    }

    private static int usualChannels(List<ImageIngest.Found> images, Intake intake) {
        long grey = images.stream().filter(image -> image.header().grey()).count();
        if (grey > 0 && grey < images.size()) {
            intake.warn(("%d of %d images are grey; all are read in colour; the option \"image\": {\"channels\": 1} "
                            + "makes all grey")
                    .formatted(grey, images.size()));
        }
        return grey == images.size() ? 1 : 3;
    }

    List<Long> extents() {
        List<Long> extents = new ArrayList<>(List.of((long) height, (long) width));
        if (channels > 1) {
            extents.add((long) channels);
        }
        return extents;
    }

    long bytes() {
        return (long) width * height * channels;
    }

    byte[] pixels(byte[] content) throws IOException {
        return Picture.of(content).withChannels(channels).scaled(width, height).pixels();
    }
}

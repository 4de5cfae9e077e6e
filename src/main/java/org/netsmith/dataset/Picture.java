package org.netsmith.dataset;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.netsmith.worker.TaskException;

/**
 * A decoded image, a byte for each channel of each pixel, from top left row by row. Colours are as stored; transparency
 * is dropped.
 *
 * @param channels 1 or 3
 */
record Picture(int width, int height, int channels, byte[] pixels) {

    /** Images with more are refused before they are decoded. */
    static final long MOST_PIXELS = 1 << 24;

    /** What the header of an image says. */
    record Header(int width, int height, boolean grey) {}

    /** The name of the format that the content begins as; empty if it is none that is read. */
    private static Optional<String> format(byte[] content) {
        if (starts(content, 0x89, 'P', 'N', 'G')) {
            return Optional.of("png");
        }
        if (starts(content, 0xff, 0xd8, 0xff)) {
            return Optional.of("jpeg");
        }
        if (starts(content, 'G', 'I', 'F', '8')) {
            return Optional.of("gif");
        }
        return starts(content, 'B', 'M') ? Optional.of("bmp") : Optional.empty();
    }

    private static boolean starts(byte[] content, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (content.length <= i || (content[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** What is done with a reader that has the content before it. */
    private interface Use<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> T use(byte[] content, Use<T> use) throws IOException {
        String format = format(content).orElseThrow(() -> new IOException("neither PNG, JPEG, GIF nor BMP"));
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(input, true, true);
            return use.of(reader);
        } catch (TaskException refused) {
            throw refused;
        } catch (RuntimeException broken) {
            // The decoders of the platform meet damage with exceptions of many kinds.
            throw new IOException("damaged " + format, broken);
        } finally {
            reader.dispose();
        }
    }

    /**
     * Reads the header alone.
     *
     * @throws IOException if the content is no image
     */
    static Header header(byte[] content) throws IOException {
        return use(
                content,
                reader -> new Header(
                        reader.getWidth(0),
                        reader.getHeight(0),
                        isGrey(reader.getImageTypes(0).next().getColorModel())));
    }

    /** Decodes the image, the first if there are several. */
    static Picture of(byte[] content) throws IOException {
        BufferedImage image = use(content, reader -> reader.read(0));
        return isGrey(image.getColorModel()) ? grey(image) : colour(image);
    }

    private static boolean isGrey(ColorModel model) {
        if (model instanceof IndexColorModel palette) {
            for (int i = 0; i < palette.getMapSize(); i++) {
                if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
                    return false;
                }
            }
            return true;
        }
        return model.getNumColorComponents() == 1;
    }

    /** Samples are taken as they are: the platform would convert grey to colour with another gamma. */
    private static Picture grey(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[width * height];
        int[] row = new int[width];
        IndexColorModel palette = image.getColorModel() instanceof IndexColorModel indexed ? indexed : null;
        int excess = palette == null ? image.getSampleModel().getSampleSize(0) - Byte.SIZE : 0;
        for (int y = 0; y < height; y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int sample = palette == null ? row[x] >> Math.max(0, excess) : palette.getRed(row[x]);
                pixels[y * width + x] = (byte) sample;
            }
        }
        return new Picture(width, height, 1, pixels);
    }

    private static Picture colour(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[3 * width * height];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int at = 3 * (y * width + x);
                pixels[at] = (byte) (row[x] >> 16);
                pixels[at + 1] = (byte) (row[x] >> 8);
                pixels[at + 2] = (byte) row[x];
            }
        }
        return new Picture(width, height, 3, pixels);
    }

    /** Grey as 0.299 R + 0.587 G + 0.114 B; colour of grey by repeating it. */
    Picture withChannels(int wanted) {
        if (wanted == channels) {
            return this;
        }
        byte[] changed = new byte[width * height * wanted];
        for (int i = 0; i < width * height; i++) {
            if (wanted == 1) {
                changed[i] = (byte) luma(pixels[3 * i] & 0xff, pixels[3 * i + 1] & 0xff, pixels[3 * i + 2] & 0xff);
            } else {
                changed[3 * i] = changed[3 * i + 1] = changed[3 * i + 2] = pixels[i];
            }
        }
        return new Picture(width, height, wanted, changed);
    }

    private static int luma(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }

    /** Scaled to another size, each side by itself. */
    Picture scaled(int toWidth, int toHeight) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        byte[] wide = Resampling.rows(pixels, height, width, toWidth, channels);
        byte[] scaled = Resampling.rows(wide, 1, height, toHeight, toWidth * channels);
        return new Picture(toWidth, toHeight, channels, scaled);
    }
}

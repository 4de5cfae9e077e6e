package org.netsmith.dataset;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files in a ZIP archive. Their names are never paths here. */
final class Archive implements Closeable {

    private static final String ARRAY = ".npy";
    private static final Pattern IMAGE = Pattern.compile("(?is).*\\.(png|jpe?g|gif|bmp)");

    private final String name;
    private final ZipFile zip;
    private final long mostBytes;
    private long unpacked;

    /** @param mostBytes how much may be unpacked of all files together */
    Archive(IngestTask.Upload upload, long mostBytes) throws IOException {
        this.name = upload.name();
        this.mostBytes = mostBytes;
        try {
            this.zip = new ZipFile(upload.file().toFile());
        } catch (ZipException damaged) {
            throw Rejection.of(name, "not a complete ZIP archive; its table of contents at the end cannot be read");
        }
    }

    /** Whether the archive is one of NumPy arrays. */
    static boolean holdsArrays(IngestTask.Upload upload) throws IOException {
        try (Archive archive = new Archive(upload, 0)) {
            List<ZipEntry> files = archive.files();
            return !files.isEmpty() && files.stream().allMatch(Archive::isArray);
        }
    }

    /** Whether an archive is a spreadsheet. */
    static boolean isWorkbook(IngestTask.Upload upload) throws IOException {
        try (Archive archive = new Archive(upload, 0)) {
            return archive.files().stream().anyMatch(file -> path(file).equals("xl/workbook.xml"));
        }
    }

    /** Whether a file begins as an archive, which may be empty. */
    static boolean isArchive(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            String head = new String(input.readNBytes(4), StandardCharsets.ISO_8859_1);
            return head.equals("PK\u0003\u0004") || head.equals("PK\u0005\u0006");
        }
    }

    static boolean isArray(ZipEntry entry) {
        return entry.getName().toLowerCase(Locale.ROOT).endsWith(ARRAY);
    }

    static boolean isImage(ZipEntry entry) {
        return IMAGE.matcher(entry.getName()).matches();
    }

    /** The name with slashes; some archivers write backslashes. */
    static String path(ZipEntry entry) {
        return entry.getName().replace('\\', '/');
    }

    /** In the order of the table of contents, without folders and without what archivers add. */
    List<ZipEntry> files() {
        return zip.stream()
                .filter(entry -> !entry.isDirectory())
                .filter(entry -> !isExtra(entry.getName()))
                .map(ZipEntry.class::cast)
                .toList();
    }

    /** Names of folders, each with a slash at its end. */
    List<String> folders() {
        return zip.stream()
                .filter(ZipEntry::isDirectory)
                .map(ZipEntry::getName)
                .filter(folder -> !isExtra(folder + "folder"))
                .toList();
    }

    private static boolean isExtra(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return path.startsWith("__MACOSX/")
                || path.contains("/__MACOSX/")
                || file.startsWith(".")
                || file.equalsIgnoreCase("Thumbs.db")
                || file.equalsIgnoreCase("desktop.ini");
    }

    /** Whether the name points out of the folder that the archive would be unpacked to. */
    static boolean pointsOutside(String path) {
        return path.startsWith("/")
                || path.startsWith("\\")
                || path.matches("[A-Za-z]:.*")
                || List.of(path.split("[/\\\\]")).contains("..");
    }

    /** The whole of a file. */
    byte[] read(ZipEntry entry, int most) throws IOException {
        byte[] content;
        try (CheckedInputStream input = open(entry)) {
            content = input.readNBytes(most);
            if (content.length == most && input.read() >= 0) {
                throw new ZipException("more than %d bytes".formatted(most));
            }
            requireSum(entry, input);
        }
        unpacked += content.length;
        requireBound();
        return content;
    }

    /** Unpacks a file to {@code target}. */
    void unpack(ZipEntry entry, Path target) throws IOException {
        try (CheckedInputStream input = open(entry);
                OutputStream output = Files.newOutputStream(target)) {
            Unpacked.copy(name, input, output, mostBytes - unpacked);
            requireSum(entry, input);
        } catch (ZipException | EOFException damaged) {
            throw Rejection.of(name, "\"%s\" is damaged in the archive".formatted(Received.shortened(entry.getName())));
        }
        unpacked += Files.size(target);
    }

    private CheckedInputStream open(ZipEntry entry) throws IOException {
        InputStream input = zip.getInputStream(entry);
        return new CheckedInputStream(input, new CRC32());
    }

    private static void requireSum(ZipEntry entry, CheckedInputStream input) throws ZipException {
        if (entry.getCrc() != input.getChecksum().getValue()) {
            throw new ZipException("check sum");
        }
    }

    private void requireBound() {
        if (unpacked > mostBytes) {
            throw Rejection.of(name, "unpacks to more than the limit of %d bytes".formatted(mostBytes));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

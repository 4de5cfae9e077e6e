package org.netsmith.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A request whose content is known before it is carried out: a form by its parts, which the container has put aside
 * already and whose boundary differs from one try to the next; any other body by its bytes, put aside in a file.
 */
final class RepeatableRequest extends HttpServletRequestWrapper implements AutoCloseable {

    private final String fingerprint;
    private final @Nullable Path body;
    private @Nullable ServletInputStream stream;

    private RepeatableRequest(HttpServletRequest request, String fingerprint, @Nullable Path body) {
        super(request);
        this.fingerprint = fingerprint;
        this.body = body;
    }

    static RepeatableRequest of(HttpServletRequest request) throws IOException {
        MessageDigest digest = sha256();
        var content = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
        write(content, request.getMethod(), request.getRequestURI(), request.getQueryString(), mediaType(request));
        if (mediaType(request).equals("multipart/form-data")) {
            return ofForm(request, content, digest);
        }
        Path body = Files.createTempFile("netsmith-body", null);
        try (OutputStream file = Files.newOutputStream(body)) {
            request.getInputStream().transferTo(new DigestOutputStream(file, digest));
        } catch (IOException e) {
            Files.deleteIfExists(body);
            throw e;
        }
        return new RepeatableRequest(request, HexFormat.of().formatHex(digest.digest()), body);
    }

    /** A form that cannot be read is refused by its controller; for the fingerprint it has no parts. */
    private static RepeatableRequest ofForm(HttpServletRequest request, OutputStream content, MessageDigest digest)
            throws IOException {
        try {
            for (Part part : request.getParts()) {
                write(
                        content,
                        part.getName(),
                        part.getSubmittedFileName(),
                        part.getContentType(),
                        Long.toString(part.getSize()));
                try (InputStream in = part.getInputStream()) {
                    in.transferTo(content);
                }
            }
        } catch (ServletException | IllegalStateException e) {
            write(content, "unreadable");
        }
        return new RepeatableRequest(request, HexFormat.of().formatHex(digest.digest()), null);
    }

    /** What makes two requests the same: method, path, query, media type and content. */
    String fingerprint() {
        return fingerprint;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            return super.getInputStream();
        }
        if (stream == null) {
            stream = new FileStream(Files.newInputStream(body));
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
        if (body != null) {
            Files.deleteIfExists(body);
        }
    }

    private static String mediaType(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(java.util.Locale.ROOT);
    }

    /** Each text with its length, so that two different lists never look the same. */
    private static void write(OutputStream content, @Nullable String... texts) throws IOException {
        for (String text : texts) {
            byte[] bytes = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
            content.write((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            content.write(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class FileStream extends ServletInputStream {

        private final InputStream in;
        private boolean finished;

        FileStream(InputStream in) {
            this.in = new java.io.BufferedInputStream(in);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            finished = value < 0;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            finished = count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("Bodies are read by blocking");
        }
    }
}

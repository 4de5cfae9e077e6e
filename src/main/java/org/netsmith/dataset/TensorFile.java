package org.netsmith.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Writes the normal form of one tensor column, row by row; how many rows there are is known only in the end. */
final class TensorFile implements Closeable {

    private static final int BLOCK = 1 << 18;

    private final FileChannel channel;
    private final Element element;
    private final List<Long> rowExtents;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

    /** @param element {@link Element#BYTE} or {@link Element#FLOAT} */
    TensorFile(Path file, Element element, List<Long> rowExtents) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.element = element;
        this.rowExtents = List.copyOf(rowExtents);
        channel.position(header(0).remaining());
    }

    private ByteBuffer header(long rows) {
        List<Long> extents = new ArrayList<>(rowExtents);
        extents.addFirst(rows);
        return Idx.header(element, extents);
    }

    /** Whether the numbers are bytes, which can be put as they are. */
    boolean holdsBytes() {
        return element.equals(Element.BYTE);
    }

    void put(double value) throws IOException {
        if (block.remaining() < element.bytes()) {
            flush();
        }
        if (holdsBytes()) {
            block.put((byte) value);
        } else {
            block.putFloat((float) value);
        }
    }

    void put(byte[] row) throws IOException {
        flush();
        write(ByteBuffer.wrap(row));
    }

    private void flush() throws IOException {
        write(block.flip());
        block.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Ends the file. */
    void finish(long rows) throws IOException {
        flush();
        ByteBuffer header = header(rows);
        for (long position = 0; header.hasRemaining(); ) {
            position += channel.write(header, position);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

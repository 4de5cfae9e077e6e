package org.netsmith.format.safetensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Tensor;

/** Moves tensors between memory and file in pieces, little-endian whatever the machine is. */
final class TensorBytes {

    private static final int PIECE = 1 << 20;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(PIECE);

    TensorBytes(FileChannel channel) {
        this.channel = channel;
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void write(Tensor tensor) throws IOException {
        MemorySegment source = tensor.segment();
        for (long start = 0; start < source.byteSize(); start += PIECE) {
            int length = (int) Math.min(PIECE, source.byteSize() - start);
            copy(
                    source,
                    nativeLayout(tensor.type()),
                    start,
                    MemorySegment.ofBuffer(buffer.clear()),
                    fileLayout(tensor.type()),
                    0,
                    length);
            write(buffer.clear().limit(length));
        }
    }

    void read(Tensor tensor, Header.Slot slot) throws IOException {
        MemorySegment target = tensor.segment();
        for (long start = 0; start < target.byteSize(); start += PIECE) {
            int length = (int) Math.min(PIECE, target.byteSize() - start);
            fill(buffer.clear().limit(length), "tensor '" + slot.name() + "'");
            copy(
                    MemorySegment.ofBuffer(buffer.clear()),
                    fileLayout(tensor.type()),
                    0,
                    target,
                    nativeLayout(tensor.type()),
                    start,
                    length);
        }
    }

    Header readHeader() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        fill(length, "the length of the header");
        long bytes = length.getLong(0);
        Header.require(
                bytes >= 0 && bytes <= Header.MAX_BYTES,
                "the header is said to be %d bytes long; at most %d are read",
                bytes,
                Header.MAX_BYTES);
        Header.require(
                bytes <= channel.size() - 8, "the header is said to be %d bytes long, the file is shorter", bytes);
        ByteBuffer json = ByteBuffer.allocate((int) bytes);
        fill(json, "the header");
        return Header.decode(json.array(), channel.size() - 8 - bytes);
    }

    private void fill(ByteBuffer target, String what) throws IOException {
        while (target.hasRemaining()) {
            Header.require(channel.read(target) >= 0, "the file ends within %s", what);
        }
    }

    private static void copy(
            MemorySegment source,
            ValueLayout from,
            long at,
            MemorySegment target,
            ValueLayout to,
            long start,
            int length) {
        MemorySegment.copy(source, from, at, target, to, start, length / from.byteSize());
    }

    private static ValueLayout nativeLayout(DType type) {
        return switch (type) {
            case FLOAT32 -> ValueLayout.JAVA_INT;
            case FLOAT64 -> ValueLayout.JAVA_LONG;
            case STRING -> throw noNumbers();
        };
    }

    private static ValueLayout fileLayout(DType type) {
        return switch (type) {
            case FLOAT32 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            case FLOAT64 -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            case STRING -> throw noNumbers();
        };
    }

    private static IllegalArgumentException noNumbers() {
        return new IllegalArgumentException("safetensors hold numbers, received texts");
    }
}

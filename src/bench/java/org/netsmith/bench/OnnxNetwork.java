package org.netsmith.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** Dense layers with ReLU and a softmax at the end, in ONNX Runtime within this process. */
final class OnnxNetwork implements AutoCloseable {

    private static final int FLOAT = 1;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxNetwork(int threads, int... sizes) throws OrtException {
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        this.session = environment.createSession(model(sizes).bytes(), options);
    }

    /** Answers rows that lie in memory one after another, and reads the answer out as Java has it. */
    float[][] run(float[] rows, int width) throws OrtException {
        long[] shape = {rows.length / width, width};
        try (OnnxTensor x = OnnxTensor.createTensor(environment, java.nio.FloatBuffer.wrap(rows), shape);
                OrtSession.Result result = session.run(Map.of("x", x))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }

    /** {@code ModelProto} of IR version 8 and operator set 17. */
    private static Message model(int[] sizes) {
        Message graph = new Message();
        Random random = new Random(1);
        String last = "x";
        for (int i = 1; i < sizes.length; i++) {
            graph.put(5, weights("w" + i, random, sizes[i - 1], sizes[i]));
            graph.put(5, weights("b" + i, random, sizes[i]));
            graph.put(1, node("Gemm", "g" + i, last, "w" + i, "b" + i));
            boolean output = i == sizes.length - 1;
            last = output ? "y" : "a" + i;
            graph.put(1, node(output ? "Softmax" : "Relu", last, "g" + i));
        }
        graph.put(2, "network").put(11, value("x", sizes[0])).put(12, value("y", sizes[sizes.length - 1]));
        return new Message()
                .put(1, 8)
                .put(7, graph)
                .put(8, new Message().put(1, "").put(2, 17));
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.put(1, input);
        }
        return node.put(2, output).put(4, operator);
    }

    private static Message weights(String name, Random random, int... extents) {
        Message tensor = new Message();
        int size = 1;
        for (int extent : extents) {
            tensor.put(1, extent);
            size *= extent;
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
        while (raw.hasRemaining()) {
            raw.putFloat((float) (random.nextGaussian() / Math.sqrt(extents[0])));
        }
        return tensor.put(2, FLOAT).put(8, name).put(9, raw.array());
    }

    private static Message value(String name, int width) {
        Message shape = new Message().put(1, new Message().put(2, "batch")).put(1, new Message().put(1, width));
        return new Message()
                .put(1, name)
                .put(2, new Message().put(1, new Message().put(1, FLOAT).put(2, shape)));
    }

    /** As much of Protocol Buffers as a model needs. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message put(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message put(int field, byte[] bytes) {
            varint((long) field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message put(int field, String text) {
            return put(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message put(int field, Message message) {
            return put(field, message.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            for (; value > 127; value >>>= 7) {
                out.write((int) (value & 127 | 128));
            }
            out.write((int) value);
        }
    }
}

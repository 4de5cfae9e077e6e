package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Tensors that are ND4J arrays. Loads ND4J's native library, so nothing of a server may touch it. */
enum Nd4jMemory implements Memory {

    /** The array is in host memory, and the segment is the array. */
    HOST {
        @Override
        public Tensor allocate(DType type, Shape shape) {
            int line = 64 / type.bytes();
            long bytes = Math.multiplyExact(shape.size(), type.bytes());
            INDArray storage = Nd4j.create(dataType(type), Math.addExact(shape.size(), line));
            long address = storage.data().address();
            long skipped = Math.floorMod(-address, 64L);
            var segment = MemorySegment.ofAddress(address + skipped).reinterpret(bytes);
            return new Tensor(type, shape, segment, storage, skipped / type.bytes());
        }
    },

    /** The array is on a device, and the segment is a copy of it in host memory. */
    DEVICE {
        @Override
        public Tensor allocate(DType type, Shape shape) {
            long bytes = Math.multiplyExact(shape.size(), type.bytes());
            INDArray storage = Nd4j.create(dataType(type), Math.max(1, shape.size()));
            return new Tensor(type, shape, Arena.ofAuto().allocate(bytes, 64), storage, 0);
        }
    };

    static DataType dataType(DType type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case STRING -> throw type.noNumbers();
        };
    }

    /** The elements of a tensor as a flat view of its array. */
    static INDArray flat(Tensor tensor) {
        if (!(tensor.storage() instanceof INDArray storage)) {
            throw new IllegalArgumentException("expected a tensor in memory of ND4J, received %s of %s"
                    .formatted(tensor, tensor.storage().getClass().getSimpleName()));
        }
        return storage.get(NDArrayIndex.interval(tensor.offset(), tensor.offset() + tensor.size()));
    }

    /** A tensor of at least one axis as a view of its array. */
    static INDArray array(Tensor tensor) {
        long[] extents =
                tensor.shape().extents().stream().mapToLong(Long::longValue).toArray();
        return flat(tensor).reshape('c', extents);
    }

    /** A matrix as a view of its array. */
    static INDArray array(Matrix matrix) {
        return flat(matrix.tensor()).reshape('c', matrix.rows(), matrix.columns());
    }
}

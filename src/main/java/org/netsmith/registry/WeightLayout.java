package org.netsmith.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.layer.Weight;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.Summary;
import org.netsmith.engine.network.Summary.LayerSummary;
import org.netsmith.format.safetensors.Safetensors;

/** The names and shapes that a network's weights must have. */
record WeightLayout(DType type, Map<String, Shape> shapes) {

    static WeightLayout of(NetworkDefinition network) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        try {
            for (LayerSummary layer :
                    Summary.of(network, network.inputShapes().orElseThrow()).layers()) {
                for (Weight weight : layer.weights()) {
                    shapes.put(layer.name() + "/" + weight.name(), weight.shape());
                }
            }
        } catch (ShapeException | ArithmeticException impossible) {
            throw new ModelFileException("the file's network cannot be built: " + impossible.getMessage(), impossible);
        }
        return new WeightLayout(network.dtype(), shapes);
    }

    /** Refuses tensors that are not exactly these weights. */
    void check(List<Safetensors.Entry> tensors) {
        List<String> names =
                tensors.stream().map(Safetensors.Entry::name).sorted().toList();
        List<String> expected = shapes.keySet().stream().sorted().toList();
        if (!names.equals(expected)) {
            throw new ModelFileException("the file's tensors must be %s, received %s".formatted(expected, names));
        }
        tensors.forEach(entry -> check(entry.name(), entry.tensor()));
    }

    private void check(String name, Tensor tensor) {
        Shape expected = shapes.get(name);
        if (!tensor.shape().equals(expected) || tensor.type() != type) {
            throw new ModelFileException("the file's %s must be %s of %s, received %s of %s"
                    .formatted(
                            name,
                            expected,
                            type.id(),
                            tensor.shape(),
                            tensor.type().id()));
        }
    }
}

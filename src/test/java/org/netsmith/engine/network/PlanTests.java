package org.netsmith.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.layer.ActivityRegularization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.network.NetworkDefinition.Node;

class PlanTests {

    /** Outputs are the inputs, and add half their squares to the loss. */
    private static Network network() {
        List<Node> nodes = List.of(
                new Node("dense", new Dense(2L, new Linear(), false, new Initializer.Identity(null), null)),
                new Node("activity_regularization", new ActivityRegularization(null, 0.5)));
        Backend backend = new CpuBackend(Memory.of(Arena.ofAuto()), 1);
        return new Network(new NetworkDefinition("net", Optional.of(Shape.of(2)), nodes, DType.FLOAT64), backend, 1);
    }

    private static Plan run(Plan plan) {
        plan.input().set(new double[] {1, 2, 3, 4});
        plan.seal().run();
        return plan;
    }

    @Test
    void aPlanThatOnlyAnswersComputesNoPenalties() {
        Plan plan = run(network().inferencePlan(2, null));

        assertThat(plan.output().toArray()).containsExactly(1, 2, 3, 4);
        assertThat(plan.addedLosses()).isZero();
    }

    @Test
    void aPlanThatIsMeasuredAddsThePenaltiesOfOutputs() {
        Plan plan = network().inferencePlan(2, null);
        plan.penalizeOutputs();

        assertThat(run(plan).addedLosses()).isCloseTo(0.5 * (1 + 4 + 9 + 16) / 2, within(1e-12));
    }

    /** Large enough for every faster way that learning may take. */
    @Test
    void aPlanThatAnswersGivesARowTheBitsThatItHasAlone() {
        int units = 512;
        List<Node> nodes = List.of(new Node("dense", Dense.of(units, new Linear())));
        var definition = new NetworkDefinition("net", Optional.of(Shape.of(units)), nodes, DType.FLOAT32);
        Network network = new Network(definition, new CpuBackend(Memory.of(Arena.ofAuto()), 2), 1);
        double[] rows = new Random(4).doubles(128L * units, -1, 1).toArray();
        Plan batch = network.inferencePlan(128, null);
        batch.input().set(rows);
        batch.seal().run();
        Plan alone = network.inferencePlan(1, null);
        alone.input().set(Arrays.copyOfRange(rows, 77 * units, 78 * units));
        alone.seal().run();

        assertThat(Arrays.copyOfRange(batch.output().toArray(), 77 * units, 78 * units))
                .isEqualTo(alone.output().toArray());
    }
}

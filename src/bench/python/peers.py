"""Peers in Python, each in a process of its own: peers.py <name> <threads>.

Answers with its version, then trains what it is told, a line "train <network> <batch> <batches> <plain|regular>" each.
The first epoch is answered with "ready"; then each "turn <seconds> <steps>" runs epochs until both are reached and is
answered with the microseconds of a step; "stop" ends. Every answer has a mark in front.
"""

import os
import sys
import time

ANSWERS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # libraries print what they like


class Absent(Exception):
    """There is no such thing here: it is left out, with this reason."""


class Workload:
    def __init__(self, line):
        network, batch, batches, kind = line.split()
        self.sizes = [int(size) for size in network.split("-")]
        self.batch = int(batch)
        self.batches = int(batches)
        self.regular = kind == "regular"

    @property
    def hidden(self):
        return self.sizes[1:-1]

    def rows(self):
        import numpy

        random = numpy.random.default_rng(1)
        count = self.batch * self.batches
        x = random.random((count, self.sizes[0]), dtype=numpy.float32)
        return x, random.integers(0, self.sizes[-1], count)


class Pace:
    """Says when a peer trains and when it is idle."""

    def __init__(self, steps_per_epoch):
        self.steps_per_epoch = steps_per_epoch
        self.begun = False
        self.start = self.steps = self.least_seconds = self.least_steps = 0

    def epoch_ended(self):
        """Returns when the next epoch is wanted, whether one is."""
        seconds = time.perf_counter() - self.start
        self.steps += self.steps_per_epoch
        if self.begun and (seconds < self.least_seconds or self.steps < self.least_steps):
            return True
        answer("%.3f" % (seconds * 1e6 / self.steps) if self.begun else "ready")
        self.begun = True
        words = sys.stdin.readline().split()
        if not words or words[0] != "turn":
            return False
        self.least_seconds, self.least_steps = float(words[1]), int(words[2])
        self.steps = 0
        self.start = time.perf_counter()
        return True


class Keras:
    """Model.fit over arrays, as the guide has it."""

    def __init__(self, threads, jit):
        os.environ.setdefault("KERAS_BACKEND", "tensorflow")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        import keras
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        self.jit = jit
        compiled = ", jit_compile" if jit else ""
        self.version = "Keras %s on TensorFlow %s%s" % (keras.__version__, tensorflow.__version__, compiled)

    def train(self, work, pace):
        import keras

        keras.utils.clear_session()
        model = keras.Sequential([keras.Input((work.sizes[0],))])
        for units in work.hidden:
            model.add(keras.layers.Dense(units, activation="relu"))
            if work.regular:
                model.add(keras.layers.BatchNormalization())
                model.add(keras.layers.Dropout(0.2))
        model.add(keras.layers.Dense(work.sizes[-1], activation="softmax"))
        model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=self.jit)

        class Turns(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                self.model.stop_training = not pace.epoch_ended()

        x, y = work.rows()
        model.fit(x, y, batch_size=work.batch, epochs=10**9, shuffle=True, verbose=0, callbacks=[Turns()])


class Torch:
    """The plain loop, with the fused Adam."""

    def __init__(self, threads, compiled):
        import torch

        torch.set_num_threads(threads)
        self.compiled = compiled
        self.version = "PyTorch %s%s" % (torch.__version__, ", torch.compile" if compiled else "")

    def train(self, work, pace):
        import torch

        if self.compiled and work.regular:
            raise Absent("torch.compile takes long, so that it is measured on the plain networks only")
        model = self.model(work)
        optimizer = torch.optim.Adam(model.parameters(), fused=True)
        loss = torch.nn.CrossEntropyLoss()
        if self.compiled:
            torch._dynamo.reset()
            model = torch.compile(model)
        x, y = (torch.from_numpy(part) for part in work.rows())
        while True:
            order = torch.randperm(len(x))
            for start in range(0, len(x), work.batch):
                rows = order[start : start + work.batch]
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimizer.step()
            if not pace.epoch_ended():
                return

    @staticmethod
    def model(work):
        from torch import nn

        layers = []
        for inputs, units in zip(work.sizes, work.hidden):
            layers += [nn.Linear(inputs, units), nn.ReLU()]
            if work.regular:
                layers += [nn.BatchNorm1d(units), nn.Dropout(0.2)]
        return nn.Sequential(*layers, nn.Linear(work.sizes[-2], work.sizes[-1]))


class ScikitLearn:
    """MLPClassifier, an epoch by each partial_fit."""

    def __init__(self, threads):
        import sklearn
        import sklearn.neural_network

        self.version = "scikit-learn %s" % sklearn.__version__

    def train(self, work, pace):
        if work.regular:
            raise Absent("scikit-learn has no dropout and no batch normalisation")
        from sklearn.neural_network import MLPClassifier

        x, y = work.rows()
        model = MLPClassifier(hidden_layer_sizes=work.hidden, batch_size=work.batch)
        classes = list(range(work.sizes[-1]))
        while True:
            model.partial_fit(x, y, classes=classes)
            if not pace.epoch_ended():
                return


class NumpyProducts:
    """The products of a step and nothing else, by numpy's OpenBLAS."""

    def __init__(self, threads):
        import numpy

        self.version = "numpy %s" % numpy.__version__

    def train(self, work, pace):
        import numpy

        def filled(rows, columns):
            return numpy.random.default_rng(1).random((rows, columns), dtype=numpy.float32) - numpy.float32(0.5)

        products = []
        for layer, (inputs, units) in enumerate(zip(work.sizes, work.sizes[1:])):
            x, w, dy = filled(work.batch, inputs), filled(inputs, units), filled(work.batch, units)
            products.append((x, w, numpy.empty_like(dy)))
            products.append((x.T, dy, numpy.empty_like(w)))
            if layer > 0:
                products.append((dy, w.T, numpy.empty_like(x)))
        while True:
            for _ in range(work.batches):
                for a, b, c in products:
                    numpy.matmul(a, b, out=c)
            if not pace.epoch_ended():
                return


PEERS = {
    "keras": lambda threads: Keras(threads, False),
    "keras-jit": lambda threads: Keras(threads, True),
    "torch": lambda threads: Torch(threads, False),
    "torch-compile": lambda threads: Torch(threads, True),
    "sklearn": ScikitLearn,
    "numpy-products": NumpyProducts,
}


def answer(text):
    ANSWERS.write("@ " + text + "\n")


def absent(failure):
    text = str(failure) if isinstance(failure, Absent) else repr(failure)
    answer("absent " + text.splitlines()[0])


def main(name, threads):
    try:
        peer = PEERS[name](threads)
    except Exception as failure:
        absent(failure)
        return
    answer(peer.version)
    for line in iter(sys.stdin.readline, ""):
        try:
            work = Workload(line.removeprefix("train "))
            peer.train(work, Pace(work.batches))
            answer("stopped")
        except Exception as failure:
            absent(failure)


main(sys.argv[1], int(sys.argv[2]))

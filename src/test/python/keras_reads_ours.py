"""Loads networks that Netsmith wrote into real Keras, and compares what they predict with what Keras predicted."""

import glob
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np


def tensor(value):
    dtype = {"float": "float32", "int": "int64"}[value["dtype"]]
    return np.array(value["data"], dtype=dtype).reshape(value["shape"])


def difference(written, golden):
    with open(written) as file:
        model = keras.models.model_from_json(file.read())
    inputs = [tensor(given["value"]) for given in golden["inputs"]]
    if not model.built:
        model.build((None, *inputs[0].shape[1:]))
    model.set_weights([np.array(w["data"], dtype="float32").reshape(w["shape"]) for w in golden["weights"]])
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = list(outputs.values()) if isinstance(outputs, dict) else outputs
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    wanted = expected(written, golden)
    return max(float(np.abs(got - tensor(want)).max()) for got, want in zip(outputs, wanted, strict=True))


def expected(written, golden):
    """Where two generations of Keras differ, a file means what it meant to the one that wrote it."""
    version = "2.10.0" if ".legacy." in written else "2.15.0" if ".hybrid." in written else ""
    old = golden.get("legacy", {}).get(version, {}).get("outputs")
    return list((old or golden["outputs"]).values())


def holds_formula(written):
    with open(written) as file:
        return '"class_name":"Formula"' in file.read()


def main(golden_directory, written_directory):
    failed = 0
    for written in sorted(glob.glob(os.path.join(written_directory, "*.json"))):
        name = os.path.basename(written)
        with open(os.path.join(golden_directory, name.split(".")[0] + ".io.json")) as file:
            golden = json.load(file)
        if holds_formula(written):
            print(f"{name:45} skipped  holds a Formula, for which Keras has no word")
            continue
        try:
            largest = difference(written, golden)
            verdict = "ok" if largest < 1e-5 else "DIFFERS"
            print(f"{name:45} {verdict:8} largest difference {largest:.1e}")
        except Exception as error:
            verdict = "FAILED"
            print(f"{name:45} FAILED   {type(error).__name__}: {str(error).splitlines()[0]}")
        failed += verdict != "ok"
    print(f"Keras {keras.__version__}: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

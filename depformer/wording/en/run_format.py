"""What is wrong with a dataset that is no run."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_run": "This is no run of this version:",
    "no_attribute": "attribute '{name}' is missing",
    "version": "schema version is {got}, allowed is {allowed}",
    "target": "This run predicts '{got}'; this version knows group and severity.",
    "no_variable": "variable '{name}' is missing",
    "unknown_variable": "variable '{name}' is not in the schema",
    "dims": "'{name}' has dims {got}, expected are {expected}",
    "dtype": "'{name}' has dtype {got}, expected is kind '{expected}'",
    "not_finite": "'{name}' is no finite number for {who}",
    "undescribed": "'{name}' lacks units or long_name",
    "labels": "dim '{dim}' is labelled {got}, expected is {expected}",
    "no_labels": "dim '{dim}' has no labels",
    "repeated_labels": "dim '{dim}' has labels that repeat",
    "no_coord": "coord '{name}' of dim '{dim}' is missing",
    "coord": "coord '{name}' has dims {dims}, dtype {dtype}",
}

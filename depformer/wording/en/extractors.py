"""What is said of extractors that a user brings."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "not_loaded": "The extractor {id} of the package {package} cannot be loaded: {why}.",
    "no_spec": (
        "The extractor {id} of the package {package} is a {got}; expected is an ExtractorSpec, or "
        "a function without arguments that returns one."
    ),
    "wrong": "The extractor {id} of the package {package} declares what cannot be:",
    "id": "its id is {got}, and has to be the name of its entry point",
    "modality": "its modality is {got}, allowed are face and audio",
    "version": "it has no version",
    "size": "its size has to be at least 1",
    "options": "its options have to be texts and finite numbers",
    "taken": (
        "The extractor {id} of {packages} is left out: that id belongs to another extractor."
    ),
    "other_modality": "The extractor {id} is for {got}, not for {modality}.",
    "failed": "The extractor {id} fails: {why}.",
    "declared": "The extractor {id} gives shape {shape} and dtype {dtype}; expected is {allowed}.",
    "vector": "({size},) of finite numbers, float32",
    "picture": "({size}, {size}) of more than one grey value, uint8",
    "rate": "The extractor {id} hears {allowed} Hz; got {got} Hz.",
}

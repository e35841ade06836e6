"""The settings of a model: its parts, and what is wrong with a value."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "part_adapter_sharing": "face and voice share the adapter's second layer",
    "part_asu": "the attention sharing unit",
    "part_mca": "the multimodal cross-attention",
    "part_ffp": "the drawn branch weights; without them, the branches are summed",
    "part_face": "the faces",
    "part_audio": "the voices",
    "part": "part to leave out",
    "both_modalities": "Invalid parts to leave out: got face and audio, allowed is one of them.",
    "stacks": (
        "Invalid n_stacks: got {got}, allowed is 3 (each stack has to end with a quarter of the "
        "words)."
    ),
    "text": "Invalid {name}: got {got}, allowed is a text.",
    "key": "key in config.json",
    "lacks": "config.json lacks {names}; take the file that training wrote.",
}

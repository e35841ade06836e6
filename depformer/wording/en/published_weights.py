"""Weights of the public release, converted: what is refused, and the card of what comes out."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "file": "a file of weights (.pth)",
    "torchscript": (
        "{path} is a TorchScript archive, which holds code; save the weights alone: "
        "torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')."
    ),
    "archive": "{path} is an archive and no file of weights; unpack it and name the file in it.",
    "more_than_tensors": (
        "{path} holds more than tensors, or is damaged; it is not opened, as that could run code. "
        "Save the weights alone: torch.save(model.state_dict(), 'weights.pth')."
    ),
    "damaged": "{path} is damaged or no .pth file; copy it again.",
    "no_state_dict": (
        "{path} holds no state_dict (names with tensors); save it with "
        "torch.save(model.state_dict(), 'weights.pth')."
    ),
    "several": (
        "{path} holds weights under several names ({keys}); save the ones that are meant alone: "
        "torch.save(torch.load(FILE, weights_only=True)[NAME], 'weights.pth')."
    ),
    "other_sinusoid": "'{name}' is not the sinusoid that the release computes",
    "unfit": (
        "{path} does not fit the published model with {words} words, faces of {image} x {image} "
        "pixels and {audio} numbers per audio vector:"
    ),
    "other_words": (
        "{list} lists {got} words, the weights were made for {want}; name the list that the model "
        "was trained with."
    ),
    "unknown_people": "who was in training, so every participant counts as new",
    "unknown_encoder": "which encoder made the audio vectors",
    "unknown_faces": "how the faces were cropped and aligned",
    "unknown_means": (
        "the mean input of the training part: the baselines training_mean and healthy_mean are "
        "missing"
    ),
    "default_words": "the default list, which is not the study's own (that list is not public)",
    "named_words": "those of `{list}`",
    "card": (
        "# DEP-Former, converted from the published release\n\n"
        "The weights of `{file}`. {words} words, faces of {image} x {image} pixels, audio vectors "
        "of {audio} numbers. The words are taken to be {chosen}.\n\n"
        "Unknown, since a state_dict does not say it:\n\n"
        "{unknown}\n\n"
        "Two modes: `honest` computes each participant alone and repeats to the last bit; "
        "`published` is the release's own forward pass, with keys drawn at random and rows of "
        "different participants mixed, and serves only to reproduce its figures.\n\n"
        "The attention sharing unit selects {selected} of {queries} queries. {choice}\n\n"
        "Weights that the forward pass never uses, kept in `{unused_file}`:\n\n"
        "{unused}\n\n"
        "{research_use}\n"
    ),
    "unit_chooses": "It has a choice.",
    "unit_idle": (
        "Its choice changes nothing in the honest mode, and its confidence was never trained."
    ),
    "unused_line": "- {weights:,} in {tensors} tensors: {why}",
    "unused_projection": "an output layer that is never called",
    "unused_time": "an embedding of time stamps, which words do not have",
    "unused_unit": "a sharing unit of the multimodal encoder, which shares with nobody",
    "unused_confidence": "a confidence in layers that have nothing to share",
}

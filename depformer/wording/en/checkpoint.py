"""A checkpoint: what does not fit it, and what is damaged in its folder."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "not_finite": (
        "{name} has NaN or infinity outside the mask; mark missing recordings in `mask`, shape "
        "(participant, word, modality)."
    ),
    "overflow": (
        "The prediction of {folder} for {who} is no finite number: the weights or these "
        "recordings are too large. Check the features with `depformer validate`, or train again."
    ),
    "row": "participant {number} of the batch",
    "face_out_of_range": (
        "face ranges from {low:g} to {high:g}, allowed is 0 to 1; divide 8-bit images by 255."
    ),
    "no_baseline": (
        "Checkpoint {name} has no baseline '{baseline}'; it offers {allowed}, or the mean of a "
        "study that you name. Choose in the side bar of the app (Baseline, and Study of the "
        "baseline), or by --baseline and --baseline-from STUDY. Means of fewer than 10 people are "
        "not stored, and converted weights have none."
    ),
    "no_baseline_untrained": (
        "Checkpoint {name} is untrained: it has no training people, and no baseline '{baseline}'. "
        "It offers {allowed}, or the mean of a study that you name. Choose in the side bar of the "
        "app (Baseline, and Study of the baseline), or by --baseline zero or --baseline-from STUDY."
    ),
    "words": "words",
    "pixels": "pixels of the face",
    "audio_numbers": "numbers per audio vector",
    "word_list": "word list",
    "extractors": "feature extractors",
    "other_size": "{what}: the study has {got}, the checkpoint was made for {want}",
    "other_digest": (
        "{what}: not those that it was trained on (digest {want}); the study has others ({got})"
    ),
    "study_unfit": (
        "The checkpoint {folder} does not fit the study {study}; train one of this study, or try "
        "the way with fresh weights (depformer untrained):"
    ),
    "several_folds": "{root} holds {folds} folds; name one with fold=0 ... {last}.",
    "other_config": (
        "{folder} has another {config} than {first}; the folds of one cross-validation share all "
        "sizes, words and extractors."
    ),
    "no_scores": (
        "{folder} predicts a severity, and nobody in {study} has one: fill the column severity of "
        "participants.tsv, or take a checkpoint that predicts the group."
    ),
    "severity_scale": "{name} of the severity in {path}",
    "training_unfit": (
        "{path}: {key} is {got}, expected is {want}; take the file that training wrote."
    ),
    "training_scale": "the name of a scale, at most {most} characters",
    "training_untrained": "true or false",
    "training_splits": "participants with their digests under train, val and test",
    "training_left_out": "participants with their digests under train, val and test",
    "training_study": "an object with the study's name as text",
    "training_seed": "a whole number from 0",
    "training_weights": "a whole number from 0",
    "training_predictions": "a finite number for each participant",
    "training_metrics": "a list of metrics, each with its name and its estimate",
    "card": "a model card (text in Markdown)",
    "safetensors": "a safetensors file",
    "tensors_damaged": (
        "{path} is damaged, cut short or no safetensors file; copy or train it again."
    ),
    "tensor_missing": "'{name}' is missing",
    "tensor_unknown": "'{name}' is not part of the model",
    "tensor_misshapen": "'{name}' has shape {got}, expected is {want}",
    "tensor_kind": "'{name}' is {got}, expected are plain numbers ({floats})",
    "tensor_not_finite": "'{name}' has NaN or infinity",
    "sparse": "sparse or nested",
    "quantised": "quantised",
    "without_numbers": "without its numbers (on the device meta)",
    "fewer_numbers": "of fewer numbers than its shape says",
    "config_unfit": "{path} does not fit its config.json:",
    "baselines_unfit": "{path} does not hold the means that training writes:",
    "weights_not_finite": "{path} holds weights that are no numbers; train it again:",
    "published_whole_only": (
        "The published mode runs the whole model; this one was trained without {parts}. Use the "
        "honest mode."
    ),
    "participants_in_a_batch": "participants in a batch",
    "odd_batch": (
        "Invalid number of {name} for the published mode: got {got}, allowed is an even number "
        "from 2 up, because the release's attention sharing unit pairs the more confident half of "
        "a batch with the other half. The honest mode takes any number."
    ),
}

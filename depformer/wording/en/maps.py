"""What the maps over a face or a voice ask and show."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "ask_face": "Which pixels moved the prediction for {who} at {word}?",
    "ask_voice": "Which part of the voice moved it for {who} at {word}?",
    "read_face": "The face as the model sees it",
    "read_voice": "The voice as the model hears it",
    "none_face": "no recording of this face",
    "none_voice": "no recording of this voice",
}

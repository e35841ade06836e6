"""What is wrong with a recording."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "media": "a recording (sound or video)",
    "no_media": (
        "{path} cannot be read as a recording: it is no sound or video file, or it was cut off "
        "before it was finished. Copy it again, or convert it to WAV or MP4."
    ),
    "no_stream": (
        "{path} holds neither sound nor video, or it was cut off before it was finished."
    ),
    "no_sound": "{path} has no sound; name the file that holds it.",
    "no_samples": "{path} names a sound but holds none that can be decoded.",
    "changed": "{path} was changed while it was read; wait until it is finished, then read it.",
    "lost": "{seconds:.2f} s of the sound could not be decoded and are silence.",
    "cut": "The sound ends at {end:.2f} s, {seconds:.2f} s before its file says so.",
    "too_long": "{path} has more than {most:.0f} minutes in that stretch; read it in blocks.",
    "no_silero": (
        "The package silero-vad, which finds voices, is not installed; install it with: "
        "pip install silero-vad"
    ),
}

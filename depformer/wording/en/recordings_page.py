"""How good recordings are."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "shown": "shown at {at:.1f} s for {duration:.1f} s",
    "said": "said from {start:.2f} to {stop:.2f} s ({duration:.2f} s long)",
    "not_said": "time of the voice not known",
    "snr": "{snr:.0f} dB above the noise",
    "misread": "not read as it stands in the list",
    "no_face": "no face found",
}

"""What is said of a word that a person sets."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "half": "Give both ends of the word, --onset and --offset, or --not-said for a word without.",
    "not_kept": (
        "The study keeps no video of {who}, so that no word can be made anew; ingest him or her "
        "again with --recordings copy."
    ),
    "other_recording": (
        "The recordings of {who} that the study keeps are not those that the features were made "
        "from; ingest them again with --replace."
    ),
    "doing": "Making the word anew",
    "set": (
        "{study}: {who} now says {word} from {onset:.3f} to {offset:.3f} s. What was explained "
        "before is of the earlier features; explain the study again."
    ),
    "not_said": (
        "{study}: {who} now does not say {word}. What was explained before is of the earlier "
        "features; explain the study again."
    ),
    "marked": "A person has marked it as not said.",
    "doubt": "{word}: {doubt}",
}

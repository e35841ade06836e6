"""What is said of the faces of a recording."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_pictures_there": (
        "{path} shows nothing at any of the {n} words: they lie between {first:.3f} and "
        "{last:.3f} s, the pictures from {start:.3f} to {stop:.3f} s. Check the times, and whether "
        "this is the right video."
    ),
    "flag_no_window": "the word was not found in the sound",
    "flag_no_picture": "the video has no picture there",
    "flag_no_face": "no face was found",
    "flag_blank": "nothing is to be seen where the face should be",
    "flag_seldom": "a face was found in less than half of the pictures",
}

"""The recording of a participant along its time."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "question": "When is which word said in the recording of {who}?",
    "reading": "{marks}, n = {n}{sound}{pictures}.",
    "bands": "Bands: words by valence",
    "bands_no_valence": "Bands: words",
    "marks": "Marks: words by valence",
    "marks_no_valence": "Marks: words",
    "with_sound": "; grey: the sound",
    "with_pictures": "; squares: pictures of the face",
    "word": "Word",
    "doubtful": "Open mark with a question mark: {n} in doubt.",
    "missing": (
        "No voice found for {n} word: {words}.",
        "No voice found for {n} words: {words}.",
    ),
    "and_more": "{n} more",
    "nothing": "neither sound nor times of words are kept",
    "time_axis": "Time from the beginning of the sound [s]",
    "sound_axis": "Sound [1 = full scale]",
    "picture_row": "Picture",
    "word_row": "Word",
    "from_to": "{start:.2f} to {stop:.2f} s",
    "word_of": "{kind} word",
    "picture": "Picture that the face is from",
    "picture_of": "{word}: picture at {at:.2f} s",
}

"""What the columns of a study's tables mean, as the JSON beside each table says."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "participant_group": "Group of this participant",
    "age": "Age",
    "sex": "Sex",
    "female": "female",
    "male": "male",
    "education": "Highest school that was finished, or student",
    "severity": "Total of the rating scale",
    "site": "Where the recordings were made",
    "consent_publish_face": "Whether the face may be shown in exports",
    "yes": "yes",
    "no": "no",
    "word_id": "Id of the word in this list",
    "position": "Place in the list; features follow this order",
    "text": "The word as shown",
    "pinyin": "Pronunciation, with tone marks",
    "gloss": "English gloss",
    "valence": "Valence of the word",
    "onset": "Word appears",
    "duration": "How long the word is shown",
    "event_word_id": "Id of the word in stimuli/words.tsv",
    "event_position": "Place in this participant's own order",
    "voice_onset": "Voice starts",
    "voice_offset": "Voice ends",
    "reading_ok": "Word was read correctly",
    "face_ok": "Face was found",
    "snr_db": "Power of the voice over that of the room",
}

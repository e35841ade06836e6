"""What is wrong with a study folder, its tables and its features."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    # The folder.
    "not_valid": "{path} is no valid study:",
    "no_path": "the path is empty; name a study folder",
    "not_there": "{path} is no study folder: it does not exist",
    "is_file": "{path} is no study folder: it is a file",
    "no_study": "{path} is no study folder: it has no {table}",
    "no_word_list": "{path} is no word list:",
    "list_size": "number of words of the default list",
    # Tables.
    "lacks_columns": "{name} lacks the column {columns}",
    "lacks_columns_has": "{name} lacks the column {columns}; it has {there}",
    "participant_id": (
        "{name} row {row}: participant_id is '{got}', allowed is sub- and then letters and digits, "
        "for example sub-001"
    ),
    "word_id": (
        "{name} row {row}: word_id is '{got}', allowed are letters, digits, _ and -, for example "
        "w01"
    ),
    "group": (
        "{name} row {row}: unknown group '{got}', allowed are {levels} (the Levels of group in "
        "{sidecar})"
    ),
    "participant_twice": "{name}: participant {who} stands in more than one row",
    "number": "{name} row {row}: {column} is '{got}', allowed is a number",
    "nobody": "{name} has no participants",
    "empty_cell": "{name} row {row}: {column} is empty",
    "valence": "{name} row {row}: valence is '{got}', allowed are {allowed}",
    "word_twice": "{name}: word_id {word} stands in more than one row",
    "words": "{name}: {fault}",
    "positions_of_list": "{name}: position has to count the rows, 1 to {n}",
    # Events.
    "unknown_word": "{name} row {row}: word_id '{word}' is not in {words}, allowed are {allowed}",
    "trial_type": (
        "{name} row {row}: trial_type is '{got}', but {words} gives {word} the valence {valence}"
    ),
    "seconds": (
        "{name} row {row}: {column} is '{got}', allowed is a number of seconds from 0 up, or n/a"
    ),
    "positions": "{name}: position has to hold each of 1 to {n} once; it has {rows} rows",
    "no_row": "{name} has no row for {absent} of {words}",
    "several_rows": "{name} has more than one row for {repeated}",
    # Features.
    "missing_list": "{name}: missing_{modality} is {got!r}, allowed is a list of word ids",
    "missing_unknown": "{name}: missing_{modality} names {unknown}, which {words} does not have",
    "other_extractors": (
        "{name}: the features were made by other extractors or options than those of {source}; one "
        "study needs the same for everybody"
    ),
    "dtype": "{name} has dtype {got}, allowed is {allowed}",
    "face_shape": (
        "{name} has shape {got}, expected is (word {n}, height, width) with height = width"
    ),
    "face_size": "{name} has images of {got} pixels, those before it have {size}",
    "face_blank": (
        "{name} row {row} is all zero, but missing_face of the features.json does not list that "
        "word"
    ),
    "face_there": "{name} row {row} is declared missing, but holds an image",
    "audio_shape": "{name} has shape {got}, expected is (word {n}, feature)",
    "audio_size": "{name} has {got} numbers a word, those before it have {size}",
    "audio_gap": (
        "{name} row {row} has NaN or infinity, but missing_audio of the features.json does not "
        "list that word"
    ),
    "audio_there": "{name} row {row} is declared missing, but holds numbers",
}

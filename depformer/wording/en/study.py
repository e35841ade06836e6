"""What is wrong with a study folder, its tables and its features."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    # The folder.
    "not_valid": "{path} is no valid study:",
    "no_path": "the path is empty; name a study folder",
    "not_there": "it does not exist",
    "is_file": "it is no folder",
    "no_study": "it has no {table}",
    "name": "{name}: Name is {got}, allowed is a text of at most {most} characters",
    "no_word_list": "{path} is no word list:",
    "list_size": "number of words of the default list",
    # Tables.
    "lacks_columns": "{name} lacks the column {columns}; it has {there}",
    "participant_id": (
        "{name} line {row}: participant_id is '{got}', allowed is sub- and then letters and "
        "digits, for example sub-001"
    ),
    "word_id": (
        "{name} line {row}: word_id is '{got}', allowed are letters, digits, _ and -, for example "
        "w01"
    ),
    "group": (
        "{name} line {row}: unknown group '{got}', allowed are {levels} (the Levels of group in "
        "{sidecar})"
    ),
    "no_group": (
        "{name} line {row}: the group is missing, allowed are {levels} (the Levels of group in "
        "{sidecar})"
    ),
    "participant_twice": "{name}: participant {who} stands in more than one row",
    "participant_case": (
        "{name}: the participants {first} and {second} differ only in capital letters, and their "
        "files would be the same on macOS and Windows; give one of them another id"
    ),
    # Sessions.
    "in_session": "{who}, session {session}",
    "session_stranger": (
        "there are sessions of {who}, but {table} has no such person; add the row, or take the "
        "folder away"
    ),
    "sessions_of_some": (
        "{without} has no session, but {others} has; a study has sessions for everybody or for "
        "nobody"
    ),
    "no_sessions_table": (
        "{name} is missing, but {who} has the sessions {folders}; write it with one row a session "
        "and the column session_id"
    ),
    "session_id": (
        "{name} line {row}: session_id is '{got}', allowed is ses- and then letters and digits, "
        "for example ses-1"
    ),
    "no_session": "{name} has no row; write one for each session",
    "session_twice": "{name}: session {session} stands in more than one row",
    "session_case": (
        "{name}: the sessions {first} and {second} differ only in capital letters, and their "
        "files would be the same on macOS and Windows; give one of them another id"
    ),
    "session_no_row": "{name} has no row for the folder {folder}; add it, or take the folder away",
    "session_no_folder": "{name} names {session}, but there is no folder {folder}",
    "session_group": "{who} has no group, neither in {table} nor in the table of the sessions",
    "sessions_in_one": (
        "{study}: one of the two has sessions, the other has none; a study has sessions for "
        "everybody or for nobody"
    ),
    "number": (
        "{name} line {row}: {column} is '{got}', allowed is a number from {low} to {high}, or n/a "
        "where it is missing"
    ),
    "planted": "{name} line {row}: {column} is '{got}', allowed are {allowed}",
    "nobody": "{name} has no participants",
    "many_people": "{name} has {got} participants, at most {most} are read",
    "empty_cell": "{name} line {row}: {column} is empty",
    "valence": (
        "{name} line {row}: valence is '{got}', allowed are {allowed}, or n/a for every word"
    ),
    "word_twice": "{name}: word_id {word} stands in more than one row",
    "words": "{name}: {fault}",
    "positions_of_list": "{name}: position has to count the rows, 1 to {n}",
    # Events.
    "unknown_word": "{name} line {row}: word_id '{word}' is not in {words}, allowed are {allowed}",
    "trial_type": (
        "{name} line {row}: trial_type is '{got}', but {words} gives {word} the valence {valence}"
    ),
    "positions": "{name}: position has to hold each of 1 to {n} once; it has {rows} rows",
    "no_row": "{name} has no row for {absent} of {words}",
    "several_rows": "{name} has more than one row for {repeated}",
    # Descriptors.
    "descriptors_alone": (
        "{name} has no {absent} beside it; a table of descriptors and the JSON that says what its "
        "columns are belong together"
    ),
    "descriptors_words": (
        "{name}: word_id has to hold the {n} words of {words}, each once and in that order"
    ),
    "descriptors_columns": (
        "{name} and the JSON beside it have to name the same columns; only one of them has "
        "{differing}"
    ),
    "descriptor_column": "{name}: {column} is {got}, allowed is an object with the texts {keys}",
    # Features.
    "missing_list": "{name}: missing_{modality} is {got}, allowed is a list of word ids",
    "made_by": (
        "{name}: {modality} is {got}, allowed is an object that says by which extractor and with "
        "which options the features were made"
    ),
    "missing_unknown": "{name}: missing_{modality} names {unknown}, which {words} does not have",
    "other_extractors": (
        "{name}: the features were made by other extractors or options than those of {source}; one "
        "study needs the same for everybody"
    ),
    "dtype": "{name} has dtype {got}, allowed is {allowed}",
    "word_named": "{word} ({text}, row {row})",
    "face_shape": (
        "{name} has shape {got}, expected is (word {n}, height, width) with height = width"
    ),
    "face_size": "{name} has images of {got} pixels, those before it have {size}",
    "face_rounded": (
        "{name} holds no grey value but 0 and 1: faces from 0 to 1 were rounded to whole numbers; "
        "write them as 0 to 255"
    ),
    "face_blank": (
        "{name}, word {word}: every pixel is {value}, and missing_face of the features.json does "
        "not list that word"
    ),
    "face_there": "{name}, word {word} is declared missing, but holds an image",
    "audio_shape": (
        "{name} has shape {got}, expected is (word {n}, feature) with at least one feature"
    ),
    "audio_size": "{name} has {got} numbers a word, those before it have {size}",
    "audio_gap": (
        "{name}, word {word} has NaN or infinity, but missing_audio of the features.json does not "
        "list that word"
    ),
    "audio_huge": "{name}, word {word} holds {got:.3g}, allowed are numbers up to {most:.0e}",
    "audio_silent": (
        "{name}, word {word} is silent: all its numbers are {value:.3g}, and missing_audio of the "
        "features.json does not list that word"
    ),
    "audio_there": "{name}, word {word} is declared missing, but holds numbers",
    # Notes: nothing is wrong, but something will not work.
    "in_sessions": "{groups}, in {sessions}",
    "of_several": "{n} of several groups",
    "note_groups": (
        "Nobody is in the group {absent} (there are: {groups}): depformer train and evaluate need "
        "healthy and depressed; other groups are explained and compared only"
    ),
    "note_few": (
        "{n} participant of the group {group} has every recording: the folds of depformer train "
        "need at least {least}, given parts (--split) do not",
        "{n} participants of the group {group} have every recording: the folds of depformer train "
        "need at least {least}, given parts (--split) do not",
    ),
    "note_same": (
        "{first} and {second} have the same recordings; depformer train takes nobody twice"
    ),
    "note_sexes": "{who} has different sexes in different sessions: {sexes}",
    "note_lone_sessions": (
        "{tables} is not read: no session has a folder (sub-001/ses-1/beh)",
        "{tables} are not read: no session has a folder (sub-001/ses-1/beh)",
    ),
    "note_column": (
        "The column {column} of {tables} is not read: the folders say whose row it is",
        "The column {column} of {tables} is not read: the folders say whose rows they are",
    ),
    "note_constant": (
        "Nothing differs between the participants in the {modality}: depformer train can only "
        "leave it out (--without {option})"
    ),
    "there_already": "{study} has {who} already.",
    "changed_meanwhile": (
        "{study}: somebody else has changed {who} meanwhile, and that stays. Look at it, and do "
        "the same again if it is still wanted."
    ),
}

"""What is imported: what each kind of source has to hold, and what is wrong with one."""

from depformer.wording import Sentences

README = """\
Imported study
==============

Made by depformer {version} (depformer import {kind}) from: {about}

Ids of participants are pseudonyms, in the order of the source; no name of a file is kept. Word
features lie in derivatives/depformer-features, each with the digest of what it was made from.
"""

SENTENCES: Sentences = {
    "about_published_npy": (
        "a folder with a .npy of faces (224, 224, word) and a .npy of voices (word, 1000) for each "
        "participant, of the same name; the 8th character from its end is the letter of the group"
    ),
    "about_ewre_wav": (
        "a folder with audio/wav/SCORE_LABEL_SUBJECT_WORD.wav, for example 21_1_007_24.wav, and "
        "EWRE.csv, or normal.csv and depression.csv"
    ),
    "about_segments": (
        "a table with one row a segment: participant, file, onset, duration, and a label or a "
        "group where there is one; the recordings lie beside it"
    ),
    "about_avec2014": (
        "the folder of AVEC 2014: Training, Development and Testing, each with "
        "Freeform/PERSON_SESSION_Freeform_video.mp4 and Northwind, and folders of "
        "DepressionLabels/PERSON_SESSION_Depression.csv"
    ),
    "name": "Imported study ({kind})",
    "readme": README,
    "generated": "Importer of version {version}; {options}",
    "number_of_people": "number of participants",
    "not_taken": "{kind} does not take --{name}; it takes {takes}.",
    "words_twice": "Give --words or --word-list: a list says itself how many words it has.",
    # What a reader must know.
    "default_list": (
        "The words are named by the default list of {n}, which may not be the list that was read; "
        "name your own by --word-list"
    ),
    "more_words": "Only the first {n} words are taken, of more in {named}",
    "no_faces": (
        "No faces are imported: black images of {size} pixels stand in their place; train with "
        "--without face"
    ),
    "no_valence": "No valence is known: nothing is compared by it",
    "lacking": "{who} has no recording of some words: {named}",
    "lacking_absent": "{words} (not there)",
    "lacking_beyond": "{words} (beyond the end of the recording)",
    "lacking_short": "{words} (too short)",
    "lacking_silent": "{words} (silent)",
    "lacking_no_picture": "{words} (no picture there)",
    "lacking_unseen": "{words} (no face found)",
    "lacking_no_face": "{words} (the face is empty)",
    "lacking_no_voice": "{words} (the voice is empty)",
    "left_out": (
        "{path} holds {n} file or folder that is not recognised and left out: {names}",
        "{path} holds {n} files or folders that are not recognised and left out: {names}",
    ),
    "same_recording": (
        "{paths} hold the same recording, byte for byte: if they are of different people, sessions "
        "or tasks, one of them is not what its name says"
    ),
    # Tables of others.
    "not_through": "{who} did not come through: {why}",
    "table": "{path} cannot be imported:",
    "cell": "line {line}: {column} is '{got}', allowed are {allowed}",
    "unknown_group": "{path}: the group '{got}' is not among those of --groups ({allowed}).",
    # published-npy
    "npy_none": "{path} has no .npy; expected are faces and voices, one of each a participant.",
    "npy_other": "{path} is not recognised: expected are .npy files only.",
    "npy_shape": (
        "{path} is not recognised: it has shape {got}, expected is (224, 224, word) of faces or "
        "(word, 1000) of voices."
    ),
    "npy_twice": "{first} and {second} have the same name, so that nobody can tell who is who.",
    "npy_few_words": (
        "{path} has {got} words, expected are at least {n}; a shorter list is named by --words or "
        "--word-list."
    ),
    "npy_no_voice": "{path} has faces, but there is no file of voices of that name.",
    "npy_no_face": "{path} has voices, but there is no file of faces of that name.",
    "npy_letter": (
        "{path} is not recognised: the 8th character from the end of the name has to be the letter "
        "of the group (D: depressed), got '{got}'."
    ),
    "npy_letters": (
        "{path} has names with the letters {letters}: D is depressed, but which of the others is "
        "healthy? Say it by --groups, for example --groups H=healthy --groups D=depressed."
    ),
    "npy_healthy": "The letter {letter} is taken for healthy",
    "npy_dtype": "{path} holds {got}, expected are numbers.",
    "npy_gap": "{path}, word {row}: some of its numbers are NaN or infinite, others are not.",
    "npy_range": (
        "{path} has values from {low:g} to {high:g}; faces are taken from 0 to 255, or from 0 to "
        "1, which are multiplied by 255."
    ),
    "npy_scales": (
        "{path} and {first} have different scales: one goes to 1, the other to 255. Bring all "
        "faces to one."
    ),
    # ewre-wav
    "wav_no_folder": "{path} is missing: the sounds are expected there.",
    "wav_none": "{path} has no sounds.",
    "wav_name": (
        "{path} is not recognised: expected are names as SCORE_LABEL_SUBJECT_WORD.wav, with the "
        "label 0 or 1, three digits for the subject and a word from 1 to 72."
    ),
    "wav_twice": "{first} and {second} are the same word of the same person; keep one of them.",
    "wav_no_table": "{path} has neither EWRE.csv nor normal.csv and depression.csv.",
    "wav_id": (
        "line {line}: id '{id}' with label '{label}' is not recognised, expected is a number, or a "
        "letter and a number, with the label 0 or 1"
    ),
    "wav_row_twice": "line {line}: the id {id} stands there for the second time",
    "wav_no_row": "{path} has no row in the tables of {folder}: neither label nor number is there.",
    "wav_score": (
        "{path} has the score {got:g} in its name, {table} line {line} has {want:g}: one of the "
        "two is wrong."
    ),
    "wav_nobody": (
        "{n} row has no sounds and is left out: {named}",
        "{n} rows have no sounds and are left out: {named}",
    ),
    # avec2014
    "avec_segment": "{task} {number}",
    "avec_lengths": (
        "Words are equal segments of time: {segments} of every recording of {task}, {low:.2f} to "
        "{high:.2f} s each"
    ),
    "avec_crossing": (
        "{n} person stands in several parts: {named}; train --split split asks for --split-by "
        "person then, or import with it",
        "{n} people stand in several parts: {named}; train --split split asks for --split-by "
        "person then, or import with it",
    ),
    "avec_together": (
        "{n} person stood in several parts and is in the last of them with every session: {named}",
        "{n} people stood in several parts and are in the last of them with every session: {named}",
    ),
    "avec_split": "Part of the corpus",
    "avec_label": "a label",
    "avec_name": (
        "{path} is not recognised: expected are names as PERSON_SESSION_{task}_video.mp4"
    ),
    "avec_twice": "{path} and {first} are the same session and task; keep one of them",
    "avec_empty": "{path} has no videos, so that the part {part} is empty",
    "avec_one_task": (
        "{path}: its session has no recording of {task}; add it, or import the other task of "
        "everybody (--task {other})"
    ),
    "avec_add_task": "{path}: its session has no recording of {task}; add it",
    "avec_two_parts": "{path}: the same session is there in the part {part} as well",
    "avec_no_label": "{path} has no label; expected is {label} in a folder of DepressionLabels",
    "avec_no_video": "{path} is the label of a session that has no video",
    "avec_other_part": "{path} is a label of the part {part}, its video is {other}",
    "avec_no_end": "{path} does not say how long it is, so that it cannot be cut into segments.",
    "avec_fewer_words": (
        "{path} is the shortest recording, {span:.2f} s: --words {words} cuts it into {n} segments "
        "of {length:.3f} s, and a voice is described from {shortest:g} s on. Take at most --words "
        "{most}, or its session out."
    ),
    "avec_short": (
        "{path} is the shortest recording, {span:.2f} s: --words {words} cuts it into {n} segments "
        "of {length:.3f} s, and a voice is described from {shortest:g} s on. It is too short for "
        "{least} words, the fewest that a study has; take its session out."
    ),
    "avec_label_name": (
        "{path} is not recognised: expected are names as PERSON_SESSION_Depression.csv"
    ),
    "avec_label_twice": "{path} and {first} are labels of the same session; keep one of them",
    "avec_score": "{path} holds '{got}', expected is one whole number from 0 to {high} (BDI-II)",
    # segments
    "columns_role": "name of --columns",
    "column_of": "column of {path}",
    "segment_columns": (
        "{path} has no column for {lacking}; it has {there}. Say which one it is, for example "
        "--columns {example}"
    ),
    "segment_file": "line {line}: {path} is missing",
    "segment_times": (
        "line {line}: onset '{onset}' and {name} '{length}' make no segment; expected are numbers, "
        "the onset at least 0, the length above 0 and at most {most:g} s (see --unit)"
    ),
    "no_rate": "{path} has no {unit} to count time by.",
    "no_group": (
        "{path} does not say who is in which group; it has {there}. Name the column by --columns "
        "group=NAME, or a table of the people by --people"
    ),
    "person_differs": "{who} stands there with different groups, ages or other cells",
    "person_absent": "{who} is not there",
    "group_empty": "a participant has no group",
    "group_of_people": "the group '{got}' is not among those of --groups ({allowed})",
    "segment_words": (
        "--choose {choose} needs --words: how many segments of everybody become words (as many as "
        "--word-list has, if there is one)."
    ),
    "segment_few": (
        "{who} has {n} segment of {wanted} and is left out",
        "{who} has {n} segments of {wanted} and is left out",
    ),
    "segment_nobody": "{path}: nobody has {wanted} segments, the most are {most}.",
    "segment": "segment {number}",
    "segment_label": (
        "{path}: a segment has no label, which --choose label goes by. Name the column that holds "
        "it: --columns label=NAME."
    ),
    "segment_valence": "{path}: the label '{label}' has different valences.",
    "segment_other": (
        "{n} label is no word of the study: {labels}",
        "{n} labels are no words of the study: {labels}",
    ),
    "segment_no_label": "{path}: no label is a word of the list that is named.",
    "segment_again": "{who} has several segments of {labels}; the first one counts",
}

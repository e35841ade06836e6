"""What is said of recordings that become a study: who came through, who did not, and why."""

from depformer.wording import Sentences

README = """\
Recorded study
==============

Made by depformer {version} (depformer ingest) from recordings. {kept}

Times of events count from the beginning of the sound. Word features lie in
derivatives/depformer-features; each participant's features.json says how they were made, from which
files, and how good every word is.
"""

SENTENCES: Sentences = {
    "name": "Recorded study",
    "readme": README,
    "readme_copy": (
        "The recordings lie in sub-*/beh as *_video.* and *_audio.*: they show faces and voices, "
        "and are private."
    ),
    "readme_none": "The recordings are not part of this folder.",
    # Sessions and their table.
    "id": (
        "Invalid participant id: got '{got}', allowed are up to 64 letters and digits, for "
        "example 001 or sub-001. It is a pseudonym, never a name."
    ),
    "no_group": "{who} has no group, for example healthy or depressed.",
    "offset": "{who} has an offset, which is of a sound with a file of its own; name that file.",
    "no_video": "'{who}' has no video.",
    "table": "{path} cannot be taken as a table of sessions:",
    "table_columns": (
        "{path} has no column for {lacking}; it has {there}. Expected are participant_id, group "
        "and video, and where there are audio, events, order, vectors, descriptors, offset, age, "
        "sex, severity."
    ),
    "line": "line {line}: {fault}",
    "twice": "line {line}: {who} stands in line {first} already",
    "no_rows": "there is no row below the names of the columns",
    "left_out": "Columns of the table that are left out: {columns}.",
    "id_twice": "{who} is named twice.",
    "id_case": (
        "{first} and {second} differ only in capital letters, and their files would be the same on "
        "macOS and Windows; give one of them another id."
    ),
    "group_changed": "{who} was in the group {before} and is now in the group {now}.",
    "order": "{path} has to have a column word_id with each of the {n} words of the list once.",
    "no_review": "{folder} has none of {names}.",
    # Times of words.
    "unknown_words": "{path} names words that are not in the list: {got}; the list has {allowed}.",
    "not_in_table": "The table of events has no time for it.",
    "box_columns": "the columns {lacking} are missing",
    "box": "line {line} has no box: give left, top, width and height, or n/a for all four",
    "boxes": "{path} cannot say where faces are:",
    "beyond": "It ends at {at:.3f} s, after the end of the sound at {end:.3f} s.",
    "not_heard": "No voice is heard at its time.",
    "no_voice_but_sound": (
        "There is a sound at its time, {snr:.0f} dB above the noise, but it is hardly like a voice."
    ),
    "low_rate": (
        "The sound has {rate} samples a second: nothing above {highest} Hz is in its voices, which "
        "sets them apart from those of people who were recorded otherwise."
    ),
    "order_differs": (
        "The words have the order of their times in {events}, which is not that of {order}."
    ),
    "order_taken": "No order is given: the words are taken to be read in the order of the list.",
    # Vectors of the user's own.
    "vectors_name": (
        "Invalid name of vectors: got '{got}', allowed are at most 64 letters, digits, _, . and -, "
        "for example wav2vec2-layer9."
    ),
    "vectors_taken": "Vectors cannot be called {got}: an extractor of the program has that name.",
    "vectors_unnamed": (
        "Say by --vectors-name what the vectors are, for example wav2vec2-layer9: the name stands "
        "in the study, and keeps other features from being taken for them."
    ),
    "vectors_none": "--vectors-name names vectors, but no participant has any: give --vectors.",
    "vectors_some": "Vectors are given for some participants only; {who} have none.",
    "vectors_not_kept": (
        "The voices of this study are vectors that were given; compute them for the corrected "
        "times and ingest the participant again with --replace."
    ),
    "vectors_shape": (
        "{path} has shape {got}, expected is (word {n}, feature) with at least one feature, rows "
        "in the order of the word list."
    ),
    "vectors_size": "{path} has {got} numbers a word, {source} has {size}.",
    "vectors_dtype": "{path} has dtype {got}, allowed are real numbers.",
    "vectors_numbers": (
        "{path} has numbers that are not finite or beyond {most:g} at {words}; a word without a "
        "voice has NaN throughout."
    ),
    "vectors_constant": (
        "{path} has the same number throughout at {words}; a word without a voice has NaN "
        "throughout."
    ),
    "no_time": "No time is given for it.",
    # What a reader must know of a recording.
    "remark": "{who}: {said}",
    "too_much": (
        "{share:.0f} % of the words' faces and voices are missing; above {most:.0f} % the "
        "participant is not explained."
    ),
    "no_voice": ("{n} word has no voice: {words}.", "{n} words have no voice: {words}."),
    "no_face": ("{n} word has no face: {words}.", "{n} words have no face: {words}."),
    "doubtful": ("{n} word to look at: {words}.", "{n} words to look at: {words}."),
    "words_why": "{words} ({why})",
    "voice_absent": "the sound ends before",
    "voice_short": "the sound is too short",
    "voice_silent": "it is silent",
    "voice_not_given": "its vector is NaN",
    "extra": "At {at:.3f} s there is a sound that is none of the words. {reason}",
    "others": (
        "Somebody else is in view at {n} word; the largest and steadiest face is taken.",
        "Somebody else is in view at {n} words; the largest and steadiest face is taken.",
    ),
    "lengths": "The sound ends at {sound:.1f} s, the video at {video:.1f} s.",
    "hole": "{lost:.0f} ms of its sound cannot be read and are silence.",
    "lost": "{lost:.1f} s of the sound cannot be read and are silence.",
    "cut": "The sound ends {cut:.1f} s before its file says.",
    "clipped": (
        "{share:.1f} % of the sound is at full scale: it was recorded too loud, and what lies "
        "above is cut off."
    ),
    "same_recording": (
        "{who} have the same recording; if they are different people, one of them was given a file "
        "of the other."
    ),
    "long": (
        "{n} word is longer than the window of {window:g} s, and its end is left out: {words}.",
        "{n} words are longer than the window of {window:g} s, and their ends are left out: "
        "{words}.",
    ),
    "close": (
        "Within the window of {window:g} s behind {n} word the next one begins: {words}.",
        "Within the window of {window:g} s behind {n} words the next one begins: {words}.",
    ),
    "other_group": (
        "The group {group} is neither healthy nor depressed: it is explained and compared, not "
        "trained on."
    ),
    # Why nothing is made.
    "not_read": "{path} could not be read to its end: {why}.",
    "hardly": (
        "{share:.0f} % of the words' faces and voices are missing: {path} is hardly a recording of "
        "this list. Check the files, the list, the times, and whether anybody is seen and heard."
    ),
    "not_valid": "What is made of {path} cannot be a part of a study:",
    "nobody": "Nobody came through:",
    "reason": "{who}: {why}",
    "there_already": "{study} has this participant already; --replace makes him or her anew.",
    "no_words": (
        "Say which words were read: --words 24 or --words 72 for a default list, or --word-list "
        "words.tsv."
    ),
    "other_words": (
        "{study} has another word list than the one that is named; leave --words and --word-list "
        "out, or write another study."
    ),
    "words_twice": "Give --words or --word-list: a list says itself how many words it has.",
    "other_settings": "The features of {study} were made in another way:",
    "differs": "{name} of {modality} is {there} there, {here} here",
    "not_made_here": (
        "The features of this study were not made from recordings by this version of depformer "
        "ingest, so that no others of the same kind can be made."
    ),
    "reviewed": "{path} is there already and may have been corrected; take it away first.",
    "one_or_table": (
        "Name one participant by --id, --group and --video, or a table of them by --table, not "
        "both."
    ),
    "events_folder": (
        "{path} is one participant's events, and --table names several: name the folder that holds "
        "everybody's, or the column events of the table."
    ),
    "who": "Name a participant by --id, --group and --video, or a table of them by --table.",
    # How it ended.
    "doing": "Ingesting",
    "through": (
        "{study}: {n} participant came through: {who}.",
        "{study}: {n} participants came through: {who}.",
    ),
    "not_through": (
        "{n} participant did not come through:",
        "{n} participants did not come through:",
    ),
    "not_through_why": "  {who}: {why}",
    "to_review": (
        "{folder}: the words of {n} participant to look over (.tsv, and labels for Audacity): "
        "{who}. Then: --events {folder}",
        "{folder}: the words of {n} participants to look over (.tsv, and labels for Audacity): "
        "{who}. Then: --events {folder}",
    ),
    "review_count": "{who} ({n} doubtful)",
}

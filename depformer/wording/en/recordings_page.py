"""How good recordings are."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "shown": "shown at {at:.1f} s for {duration:.1f} s",
    "said": "said from {start:.2f} to {stop:.2f} s ({duration:.2f} s long)",
    "without_voice": "no voice of it",
    "not_said": "time of the voice not known",
    "snr": "{snr:.0f} dB above the noise",
    "misread": "not read as it stands in the list",
    "no_face": "no face found",
    "size": ("{n} participant with {words} words.", "{n} participants with {words} words each."),
    "size_sessions": (
        "{sessions} sessions of {n} participant with {words} words each.",
        "{sessions} sessions of {n} participants with {words} words each.",
    ),
    "no_times": (
        "Neither the sound nor the times of the words are kept of this recording, so it is not "
        "shown along its time."
    ),
    "some_missing_face": (
        "{n} word has no face (participants concerned: {people}).",
        "{n} words have no face (participants concerned: {people}).",
    ),
    "some_missing_audio": (
        "{n} word has no voice (participants concerned: {people}).",
        "{n} words have no voice (participants concerned: {people}).",
    ),
    "some_misread": (
        "{n} word was not read as it stands in the list.",
        "{n} words were not read as they stand in the list (participants concerned: {people}).",
    ),
    "some_doubt": (
        "{n} word should be looked at by a person.",
        "{n} words should be looked at by a person (participants concerned: {people}).",
    ),
    "none_missing": "No recording is missing, and none is in doubt.",
    "snr_same": "Median voice level: {level:.0f} dB above the noise.",
    "snr_range": "Median voice level: {low:.0f} to {high:.0f} dB above the noise.",
    "both": "face and voice",
    "face": "face",
    "voice": "voice",
    "of_people": "Recordings of every participant",
    "of_people_note": (
        "Those first whose words a person should listen to, with the words in doubt. Choose the "
        "participant and the word below, listen, and if it is not there, set when it is said."
    ),
    "of_people_note_unheard": (
        "Those first of whom recordings are missing or in doubt, with the words concerned."
    ),
    "of_people_numbers": "All numbers of every participant",
    "count_missing_face": ("{n} face missing", "{n} faces missing"),
    "count_missing_audio": ("{n} voice missing", "{n} voices missing"),
    "count_misread": "{n} misread",
    "count_no_face": ("{n} face in doubt", "{n} faces in doubt"),
    "of_one": "All words of this participant",
    "of_one_note": "Choose a word, in the list or by a click, to see it, hear it and correct it.",
    "reading_sound": "Reading the sound",
    "heard_around": "Played with {margin:g} s before it and behind it.",
    "listen": "Listen to what is shown",
    "minute": "Minute that is heard",
    "minute_from": "{start} to {stop}",
    "heard": "From {start:.1f} to {stop:.1f} s.",
    # The times of a word, set by a person.
    "times": "Is the word where it should be?",
    "times_note": (
        "Seconds from the beginning of the sound; this word may lie from {low:.2f} to {high:.2f} "
        "s, between its neighbours. Times set here are taken as right: its voice is in doubt no "
        "more."
    ),
    "times_cannot_be": (
        "These times cannot be: the voice begins at {low:.3f} s at the earliest and ends at "
        "{high:.3f} s at the latest, at least {least:g} s behind its beginning."
    ),
    "no_room": "There is no room for it between its neighbours; set their times first.",
    "set_onset": "Voice begins [s]",
    "set_offset": "Voice ends [s]",
    "heard_as_set": "As set here, and nothing around it ({duration:.2f} s).",
    "make_anew": "Make this word anew",
    "make_anew_help": (
        "Cuts out face and voice again with the settings of the study. A face is aligned to the "
        "participant's faces in all words, so that all are made again; it takes about as long as "
        "adding the recording did."
    ),
    "not_said_button": "It was not said",
    "correcting": "Making {word} of {who} anew.",
    "corrected": "{word} of {who} has been made anew.",
    "marked": "{word} of {who} is marked as not said.",
    "cancelled": "Cancelled. The study is as it was.",
    "explained_earlier": (
        "The recordings have changed since this study was explained: all results so far come from "
        "the earlier ones. Any other page explains it again, once, and shows how far that is."
    ),
    "explained_never": (
        "This study has not been explained with the checkpoint in the side bar. Any other page "
        "does that, once, if the checkpoint fits the study, and shows how far it is."
    ),
    "explained_unread": (
        "No checkpoint that can be read is named in the side bar, so that it is not known what "
        "this study has been explained with. {n} run of it as it is now is kept.",
        "No checkpoint that can be read is named in the side bar, so that it is not known what "
        "this study has been explained with. {n} runs of it as it is now are kept.",
    ),
    # Another recording.
    "add": "Add a recording",
    "add_note": (
        "A video of the face, and the voice in it or in a file of its own. Faces and voices are "
        "cut out with the settings of the study, on this machine only. A file that is handed over "
        "may have {most} MB; name a larger one by its path."
    ),
    "read_only": "{study} cannot be written to, so that nothing can be added.",
    "id": "Participant (a pseudonym)",
    "group": "Group",
    "age": "Age, if it is known",
    "severity": "Severity, if it is known",
    "choose_group": "to be chosen",
    "not_named": "not known",
    "file_video": "Video",
    "file_audio": "Sound, if it is not in the video",
    "file_events": "Times of the words, if they are known (table or Audacity labels)",
    "file_order": "Order of the words, if it is not that of the list (a table with word_id)",
    "path": "or a path on this machine",
    "path_video": "/data/session.mp4",
    "path_audio": "/data/session.wav",
    "path_events": "/data/events.tsv",
    "path_order": "/data/order.tsv",
    "table_gives": "The table gives",
    "gives_words": "when words are spoken",
    "gives_trials": "trials that hold one word each",
    "copy": "Keep a copy of the recording in the study",
    "copy_help": (
        "Without it, words cannot be heard or corrected here later. What is handed over is else "
        "removed as soon as faces and voices are cut out."
    ),
    "add_button": "Add to the study",
    "no_id": "Name the participant: letters and digits, for example 012; never a real name.",
    "no_video": "Hand over a video, or name its path.",
    "no_file": "{path} is no file on this machine.",
    "there": "{who} is in the study already; choose another id.",
    "adding": "Adding {who}: listening, looking for the words, cutting out faces.",
    "added": "{who} is in the study now.",
    "failed": "{who}: {why}",
    "not_kept": "No raw recordings of this participant are kept in the study.",
    "column_participant": "Participant",
    "column_group": "Group",
    "column_missing_face": "No face",
    "column_missing_audio": "No voice",
    "column_misread": "Misread",
    "column_no_face": "Face in doubt",
    "column_doubt": "Words in doubt",
    "column_lacking": "Missing or poor",
    "column_remark": "Remark",
    "column_snr_db": "Level [dB]",
    "column_lowest_snr_db": "Lowest level [dB]",
    "column_face_height": "Face height [pixel]",
    "column_kept": "Kept recordings",
    "column_word": "Id",
    "column_text": "Word",
    "column_position": "Place",
    "column_onset": "Shown at [s]",
    "column_duration": "Shown for [s]",
    "column_voice_onset": "Voice from [s]",
    "column_voice_offset": "Voice to [s]",
    "column_face_time": "Picture at [s]",
    "column_sharpness": "Sharpness",
    "column_corrected": "Times set by",
    "by_a_person": "a person",
    "column_others": "Other faces",
    "column_clipped": "Clipped [%]",
    "column_missing": "Missing",
}

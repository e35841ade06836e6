"""The command `depformer`: what its verbs and their options say of themselves."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "depformer": "Which words, and which modality, drove each prediction of a DEP-Former.",
    "verb_validate": "List every fault of a study folder; exit code 2 if there is one.",
    "verb_synth": "Write a synthetic study: drawn faces, synthesised speech, planted cells.",
    "verb_import": (
        "Make a study of what somebody else has recorded.\n\nKIND published-npy: {published_npy}. "
        "ewre-wav: {ewre_wav}. segments: {segments}. avec2014: {avec2014}."
    ),
    "verb_norms_import": (
        "Fill in rated valence and arousal of a study's words.\n\nEarlier norms are replaced; "
        "features, checkpoints and runs stay valid."
    ),
    "verb_ingest": (
        "Make a study of recordings, or add participants to one.\n\nWords are found in the sound, "
        "faces in the video; what is in doubt is named. One bad recording does not stop the "
        "others, and work that is cut off goes on when the command is repeated."
    ),
    "verb_correct": (
        "Set when a participant said a word, and make his or her features anew.\n\nThe study has "
        "to keep the recordings. All words of the participant are made again, since a face is "
        "aligned to that person's faces in all of them."
    ),
    "norms": "Rated valence and arousal of words.",
    "verb_export_bids": (
        "Write a copy of a study that a BIDS validator accepts.\n\nNobody's face or voice is in "
        "it, unless asked for and consented to."
    ),
    "verb_train": (
        "Cross-validate a DEP-Former and write one checkpoint a fold, or one fitted to the parts "
        "of a study (--split).\n\nA training that is cut off goes on with its unfinished folds "
        "when the command is repeated."
    ),
    "verb_untrained": (
        "Write a checkpoint of fresh weights, to try the whole way before a training.\n\nIt takes "
        "the words and the sizes of the study. Its predictions are chance, and everything that "
        "shows them says so."
    ),
    "verb_convert": "Turn weights of the published code into a checkpoint folder.",
    "verb_fetch": (
        "Fetch a checkpoint from a hub, so that it opens without a network and in the "
        "dashboard.\n\nOnly the files of a checkpoint are fetched. Every verb that takes one "
        "fetches it, too."
    ),
    "verb_evaluate": (
        "Print held-out accuracy, F1, AUC and more, with 95 % intervals, pooled and per fold."
    ),
    "verb_explain": (
        "Predict and explain every participant by the fold that did not see them.\n\nWork that is "
        "cut off goes on where it stopped when the command is repeated."
    ),
    "verb_stats": (
        "Test whether two groups of people differ, and in which words and modalities.\n\nPrints "
        "the contrast of positive and negative words first, then one test of everything, the cells "
        "that differ after max-T, and how large a difference had to be."
    ),
    "verb_figures": "Write figures in a journal's width, each with its table as CSV.",
    "verb_report": "Write a report of a run: one file with tables, figures, guards and methods.",
    "verb_jobs": "List long work on a study, begun in the app or by --background, or end it.",
    "cancel_job": "End the job of this id; what is finished stays kept.",
    "verb_dashboard": "Open the dashboard in the browser, on this machine only.",
    # What every verb shares.
    "study": "Study folder.",
    "checkpoint": "Checkpoint folder, or hf:ORG/NAME[@REVISION] on a hub.",
    "hf_name": "hf:ORG/NAME or hf:ORG/NAME@REVISION (a branch, a tag or a commit).",
    "out": "Folder to write; must not exist.",
    "json": "Print JSON instead of text.",
    "note": "Note: {sentence}",
    "progress": "{what}: {done} of {total}.",
    "progress_left": "{what}: {done} of {total}, about {minutes:.0f} min left.",
    "cancelled": "Cancelled.",
    "cancelled_kept": "Cancelled. What is finished is kept; the same command goes on from there.",
    # Options that make a question.
    "methods": "default, all, or method ids with commas between.",
    "settings": "METHOD.OPTION=VALUE, repeatable.",
    "memory": "Most memory that each process may take as a whole, for example 2GB.",
    "device": "Where the models compute: {names}. None is chosen for you.",
    "workers": "Processes that share the work; 0: one a core.",
    "scheduler": "A running Dask scheduler whose workers do the work, for example tls://node:8786.",
    "scheduler_file": "The file that such a scheduler has written its address to.",
    "unencrypted": (
        "Go on with a scheduler whose connection is not encrypted: others may read what is sent, "
        "and run programs there and here."
    ),
    "baseline": "What words are compared with: {names}.",
    "baseline_from": "The study whose mean is the baseline study_mean.",
    "seed": "For methods that draw.",
    "run": "Run to take: its folder, or the name of a kept one; else the one of the options below.",
    # explain
    "out_run": (
        "Folder to write the run to; a copy is kept in the user's cache folder. Without it, the "
        "study keeps the run."
    ),
    "trust": "Check every explanation: muting, random weights, other folds.",
    "also": "A checkpoint of another training seed, for --trust; may be repeated.",
    "methods_head": "Methods (unit of the prediction: logit for groups, points for a score)",
    "prediction_unit": "unit of the prediction",
    "no_unit": "no unit",
    "method": "{title} [{unit}]. {says} {reference}.",
    "method_options": "{title} [{unit}]. {says} {reference}. Options: {options}.",
    # stats
    "method_tested": "Method whose attributions are compared; without it, the run's first.",
    "tested_measure": "attribution, selection_rate or attention_received.",
    "tested_groups": "Two groups with a comma between, for example 'depressed,healthy'.",
    "covariates": "Columns of participants.tsv that are held constant, for example 'age,sex'.",
    "tested_people": (
        "everyone; correct: only who was predicted right; matched: pairs of both groups with "
        "nearly the same prediction."
    ),
    "tested_role": "held_out, or all with training participants.",
    "figure_option": (
        "NAME=VALUE, repeatable, for a figure that is too tall: top=3 draws so many words, "
        "crossed=no leaves out the lower block of modality_balance."
    ),
    "absolute": "Compare sizes without their sign.",
    "clr": "Compare masses that sum to one as centred log ratios.",
    "within_folds": "Let people change their group within folds only.",
    "permutations": "How often people change their group at random.",
    "seed_permutations": "The same seed gives the same numbers.",
    "tested_severity": (
        "Also test which cells follow the severity, within one group; among everybody where the "
        "study has no groups."
    ),
    "tested_group": "Group within which the severity is followed; without it, the first.",
    "not_computed": "Not computed ({names}): {why}",
    "tested_equivalence": "Also test where the groups are alike: margin in standard deviations.",
    "mixed": "Also fit mixed models with people and words crossed; takes a minute.",
    "out_stats": (
        "Folder for the tables as CSV, the sentences in English and Chinese, what to know before "
        "believing them, and what was asked."
    ),
    # figures
    "out_files": "Folder for the files.",
    "out_report": "The file: .html opens in any browser without a network; .pdf is printed.",
    "figure": "Figure id, repeatable; without it, all. They are listed below.",
    "figures_head": "Figures",
    "presets_head": "Presets",
    "preset": "{title}: width {widths} mm, at most {height:g} mm high.",
    "tables_head": "Tables, in Python: depformer.stats.NAME(run)",
    "participant": "For figures of one person; without it, the first.",
    "method_of_figure": "For figures of one method; without it, the usual one, or the run's first.",
    "preset_journal": "Journal, or slide; they are listed below.",
    "width": "Width [mm], one that the preset allows; without it, its narrowest.",
    "format_figure": "svg, pdf or png; with --bundle or --panels several: pdf,png.",
    "panels": (
        "Figures as panels a, b, c of one page: rows with / between them, in a row figures with , "
        "between them, each with @participant and :width if wanted, for example "
        "'cohort_words / modality_balance:2, roc'."
    ),
    "bundle": (
        "Write all that a manuscript needs beside each figure: tables as LaTeX and Markdown, "
        "methods, references, guards, and spec.json, from which all is made again."
    ),
    "spec": "A spec.json: make its figures again, of the same study and checkpoint.",
    "english": "English labels alone: a word is called by its gloss.",
    "faces": "Show faces and voices of those who have consented to it.",
    "label": "Words as text, pinyin or gloss.",
    "word": "Word id, repeatable: for maps of a word, or the words that are replaced.",
    "donor": "Whose recordings replace the words; without it, the baseline does.",
    # dashboard
    "open_study": "Study folder to open.",
    "open_checkpoint": "Checkpoint folder to open.",
    "open_run": "Run to open: its folder, or the name of a kept one.",
    "port": "Port on 127.0.0.1.",
    # import, norms import, export-bids
    "kind": "What it is: {names}.",
    "source": "Folder or table to import; it stays as it is.",
    "import_words": "How many words there are: of a default list, or segments of everybody.",
    "import_word_list": "words.tsv of the words; else a default list.",
    "columns": "NAME=COLUMN, repeatable: which column holds what, for example onset=start.",
    "unit": "Of onsets and durations: s, ms, samples or frames.",
    "choose": (
        "Which segments become words: first, spaced (evenly over all) or label (one a label)."
    ),
    "people": "Table with one row a participant; else the columns of SOURCE.",
    "groups": "NAME=GROUP, repeatable: what the source calls a group, for example 1=depressed.",
    "level": (
        "Loudness of the voices: none (as recorded), or rms (each participant's words together to "
        "-26 dB re full scale)."
    ),
    # ingest
    "study_out": "Study folder to write, or to add participants to.",
    "sessions": (
        "Table with a row a participant: participant_id, group, video; audio, events, order, "
        "vectors, descriptors (several with | between), offset, age, sex, severity where there are."
    ),
    "session_id": "Pseudonym of one participant, for example 001.",
    "session_group": "healthy, depressed, or any other that is explained and compared only.",
    "video": "Recording of the face, with its sound.",
    "audio": "Recording of the voice; else the sound of the video.",
    "events": (
        "Table or Audacity labels of when each word is said; or the folder of --review. Face boxes "
        "in it (face_x, face_y, face_width, face_height) are taken in place of looking."
    ),
    "order": "Table with a column word_id: the order in which the words were read.",
    "descriptors": (
        "CSV of OpenFace, py-feat or openSMILE for this recording, reduced to the words; give it "
        "again for another program. py-feat counts pictures: its video needs an even frame rate."
    ),
    "vectors": (
        "Array of the voices' vectors (.npy, one row a word in the order of the list) in place of "
        "what --extractor, --level, --window and --before make."
    ),
    "vectors_name": "What --vectors are, for example wav2vec2-layer9.",
    "offset": "When the sound of --audio begins on the clock of the video [s].",
    "age": "Age [year].",
    "sex": "F, M or another.",
    "severity": "Total of a rating scale.",
    "ingest_word_list": "words.tsv of the words that were read.",
    "times": (
        "What onset and duration of events tables are: words (when each is said) or trials (each "
        "holds one word, which is looked for)."
    ),
    "finder": "What finds words where no times are given.",
    "ingest_image_size": "Height and width of a face [pixel]; else the study's, or 224.",
    "face_extractor": (
        "aligned_face, or an extractor of an installed package that changes the aligned picture."
    ),
    "extractor": (
        "What makes numbers of voices: log_mel, or an extractor of an installed package (entry "
        "point depformer.extractors)."
    ),
    "window": "How long the stretch of sound of every word is [s].",
    "before": "How long before the voice it begins [s].",
    "recordings": "copy (into the study, private) or none.",
    "replace": "Make participants anew who are in the study already.",
    "review": (
        "Only find the words, and write them to this folder for a person to correct; then give it "
        "as --events."
    ),
    "correct_id": "The participant, for example 001 or sub-001.",
    "correct_word": "Id of the word, for example w03.",
    "correct_onset": "When the voice begins, from the beginning of the sound [s].",
    "correct_offset": "When it ends [s].",
    "not_said": "The participant did not say the word: it has no times and is missing.",
    "import_size": "Height and width of faces that are cut out of videos [pixel].",
    "task": "Of avec2014: both (half of the words each), freeform or northwind.",
    "import_split_by": (
        "{names}: the parts as a corpus has them, or such that nobody is in two of them."
    ),
    "frame": "Which picture of a video stands for a word: onset, sharpest or expressive.",
    "norms_table": "Table of norms, with a row a word.",
    "scale": "Ends of the scale that was rated on, for example 1-9.",
    "norms_source": "Citation of the norms, one line.",
    "with_recordings": "Faces, voices and raw recordings of those with consent_publish_face.",
    # synth
    "participants": "Half of them depressed.",
    "words": "24 or 72, the default lists.",
    "seed_bytes": "The same seed gives the same bytes.",
    "image_size": "Height and width [pixel].",
    "effect": "Factor on every planted d.",
    "recorded": (
        "Record everybody on video and sound first, and make the features of these as ingest does."
    ),
    "groups_by": (
        "Compare those for whom a filter holds with all others, for example 'severity >= 14', "
        "instead of the groups of the study."
    ),
    "severity_planted": (
        "The planted cells shift with everybody's own level, and a score of 0 to 63 follows it."
    ),
    "keep_recordings": "How many participants' recordings the study keeps; with --recorded.",
    # train
    "preset_sizes": "Sizes: {names}.",
    "folds": "Folds of the cross-validation; 5 without --split.",
    "split": "Column of the study that says who is in train, val and test, in place of folds.",
    "split_by": (
        "{names}: whether a person in several parts is refused, or goes to the last of them with "
        "all recordings."
    ),
    "seed_untrained": "Of the fresh weights.",
    "seed_training": "Of splits and training.",
    "seeds": "Cross-validations, with seeds counted up from --seed.",
    "epochs": "At most, per fold.",
    "target": "What is learnt: {names}.",
    "without": "Leave a part out, repeatable: {names}.",
    "nested": "Choose the learning rate by inner folds.",
    "permute_labels": "Shuffle the labels: shows the chance level.",
    "setting": "Any training setting as NAME=VALUE, repeatable.",
    "background": (
        "Train in a process of its own, which goes on when this command has ended; see depformer "
        "jobs."
    ),
    "curves": "Folder for the loss curves as TensorBoard reads them.",
    # convert, evaluate
    "weights": "The release's state_dict.",
    "word_list": "words.tsv that the model was trained with; else the default list.",
    "fold": "One fold for everybody; else the one that held each person out.",
    "seed_bootstrap": "Of the bootstrap and of drawn keys.",
    "mode": "Forward pass: {names}.",
    "batch_size": "Participants a batch, which the published mode mixes.",
    "format_table": "text, markdown (md), csv or latex (tex).",
    "compared": "Fit majority and two linear models to compare with.",
}

"""The question that each figure answers, how to read it, and its intervals, by its id."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "title_agreement": "Do the methods agree?",
    "read_agreement": (
        "Rank correlation over a person's faces and voices of all words, mean over people; 1: the"
        " same ranking, 0: none in common. Where one of two methods has no sign (*), sizes are "
        "compared"
    ),
    "title_baseline_ranking": "Does the answer depend on the baseline?",
    "read_baseline_ranking": (
        "The rank of each word by its mean absolute attribution, face and voice together, against"
        " each baseline; level lines: it does not. Named are the first 8 against any of them"
    ),
    "title_branch_waterfall": "Which branch of the model moved this prediction?",
    "read_branch_waterfall": (
        "The steps of the model's branches add up exactly to the logit difference, depressed minus "
        "healthy. Attributions of words add up to how far it is from the baseline's"
    ),
    "title_calibration": "Do the probabilities mean what they say?",
    "read_calibration": (
        "Held-out people who are given much the same probability, and the share of them who are "
        "depressed; on the dashed line the two agree"
    ),
    "title_cohort_raster": "Which words, and which modality, moved each prediction?",
    "read_cohort_raster": (
        "Orange: towards depressed, blue: towards healthy, full colour from the strongest 1 % on; "
        "left: each person's p(depressed), crossed where misclassified (the predicted group is not "
        "the study's)"
    ),
    "click_cohort_raster": (
        "Click a dot on the left to open that person, a mark over a column to choose that word."
    ),
    "title_unsigned_cohort_raster": "Which words are most active, person by person?",
    "read_unsigned_cohort_raster": (
        "Bright: more active, no direction, full colour from the strongest 1 % on; left: each "
        "person's prediction"
    ),
    "title_cohort_top_words": "Which words, and which modality, lead each group's predictions?",
    "read_cohort_top_words": (
        "Above: the words with the largest mean attribution towards depressed, below: towards "
        "healthy; square: face and voice together, the sum of the two beside, hollow where "
        "its interval includes 0; named: which of both leads further that way"
    ),
    "title_unsigned_cohort_top_words": "Which words are most active in each group?",
    "read_unsigned_cohort_top_words": (
        "The words with the largest mean values, no direction; square: face and voice together, "
        "the sum of the two beside; named: the larger of both"
    ),
    "title_valence_contrast": "Do positive and negative words differ between the groups?",
    "read_valence_contrast": (
        "A person's mean over positive less that over negative words: the difference of the groups "
        "in Hedges g with its interval, not adjusted; right of 0: larger in {a}; filled: p below "
        "0.05; the first line is one number and one test, to be named in advance; "
        "face and voice below it have an adjusted p (Holm)"
    ),
    "title_no_valence_valence_contrast": "Do words of two kinds differ between the groups?",
    "read_no_valence_valence_contrast": "The words have no valence, so nothing is compared by it",
    "title_cohort_forest": "How large is the difference in every word, and how sure?",
    "read_cohort_forest": (
        "Hedges g; right of 0: larger in {a}; intervals are not adjusted, so that one of a "
        "hollow mark can exclude 0; filled: adjusted p below 0.05, over all words and modalities"
    ),
    "title_word_across_people": "How does one word differ between the groups?",
    "read_word_across_people": (
        "A point a person; the box holds the middle half, its line is the median; the curve is "
        "their density; adjusted p: over all words and modalities; the interval is not adjusted"
    ),
    "title_severity_scatter": "Does a word follow the severity within a group?",
    "read_severity_scatter": (
        "A point a person of one group, with Spearman's rank correlation; adjusted p: over all "
        "words and modalities; the interval is not adjusted"
    ),
    "title_volcano": "Which differences are large, and which have a small p?",
    "read_volcano": (
        "Further right: larger in {a}; higher: smaller p; above the dashed line: adjusted p below "
        "0.05, over all words and modalities; plain: face, with a dot: voice"
    ),
    "title_paper_words": "Which words are selected most often, and is it a difference?",
    "read_paper_words": (
        "Full: on the group's list of most selected words; a list counts and does not test: two "
        "lists differ even where the groups do not; adjusted p: of the difference of rates, over "
        "all words and streams"
    ),
    "title_cohort_words": "On which words do the groups differ?",
    "read_cohort_words": (
        "Difference of mean attributions; right of 0: larger in {a}; filled: the 95 % t interval "
        "excludes 0, not adjusted for the number of words; the attribution differs between the "
        "groups, which need not be a difference in the recording"
    ),
    "title_completeness": "Do the numbers add up?",
    "read_completeness": (
        "One dot a person: the attributions of all words should sum to the logit difference from "
        "the baseline, the line"
    ),
    "title_confusion": "Whom does the model place in which group?",
    "read_confusion": "Each row sums to 100 %; brackets: 95 % interval of the row percentage",
    "title_deletion_curves": "If its important words are muted, how fast does the prediction fall?",
    "read_deletion_curves": (
        "Left: words are muted, right: they are shown, the most supporting first; grey: in random "
        "order. Better: below grey on the left, above grey on the right"
    ),
    "title_faithfulness": "Does the method point at the words that matter?",
    "read_faithfulness": (
        "Left: how far the prediction falls when the words ranked first (mean of 10, 20 and 50 %) "
        "are muted, further right is better; middle: when only they are left, further left is "
        "better. Right: how often muting one of the ten largest faces and voices moves the logit "
        "as its sign says (0.5: random signs; occlusion is right by construction, and methods "
        "without sign may exceed 0.5)"
    ),
    "title_modality_balance": "Is it face or voice, positive or negative words?",
    "read_modality_balance": (
        "Share of the mean absolute attribution per word; each block of a group sums to 100 %"
    ),
    "title_unsigned_modality_balance": "Is it positive or negative words?",
    "read_unsigned_modality_balance": (
        "Share of the mean value per word; each block of a group sums to 100 %. Face and voice "
        "are not compared: the values of each sum to the same by construction"
    ),
    "title_no_valence_modality_balance": "Is it face or voice?",
    "read_no_valence_modality_balance": (
        "Share of the mean absolute attribution per word; the words have no valence, so nothing is "
        "said of it"
    ),
    "title_planted_truth": "Which method finds the truth that was planted?",
    "read_planted_truth": (
        "How well a method ranks the planted faces and voices above all others: 1 all of them, "
        "0.5 chance; grey: the range of models that have learned nothing"
    ),
    "read_planted_truth_of_score": (
        "How well a method ranks the planted faces and voices above all others by how closely "
        "their attribution follows the severity over people: 1 all of them, 0.5 chance; grey: the "
        "range of models that have learned nothing"
    ),
    "title_query_scores": "Which words' queries are active, head by head?",
    "read_query_scores": (
        "Bright: a more active query; dot: the query attends (among the model's u most active "
        "queries). The score has no sign"
    ),
    "title_randomisation": "Does it change when what the model has learned is destroyed?",
    "read_randomisation": (
        "Rank correlation with the explanation by the trained model, as more and more of its "
        "weights are drawn anew from the output down; it has to fall to 0, but for attention, "
        "which is of the first layer alone. Right: signs left out, which a random model turns "
        "round at will"
    ),
    "title_roc": "How well does the model tell the groups apart?",
    "read_roc": "The further above the diagonal, the better; band: 95 % interval",
    "title_selection_rate": "Which words' queries are selected most often?",
    "read_selection_rate": "Mean share of heads with the word among the top k, with 95 % interval",
    "title_stability": "Would another model, or another draw, say the same?",
    "read_stability": (
        "Of the faces and voices that two explanations of one person put among their ten largest,"
        " the share that both put there; grey: two random picks. Models of other folds had this "
        "person in their training"
    ),
    "title_untrained_band": "Would a model that has learned nothing show the same?",
    "read_untrained_band": (
        "Dots: the trained model; grey: from the lowest to the highest of the untrained copies. "
        "In multiples of each model's own mean size, so that all have one scale"
    ),
    "title_valence_shapley": "Faces or voices, of positive or of negative words?",
    "read_valence_shapley": (
        "What all faces, or all voices, of the words of one valence move the prediction, shared "
        "out exactly (Shapley values); right: towards depressed"
    ),
    "title_no_valence_valence_shapley": "Faces or voices?",
    "read_no_valence_valence_shapley": (
        "What all faces, or all voices, move the prediction, shared out exactly (Shapley values); "
        "the words have no valence to be told apart by; right: towards depressed"
    ),
    "title_session_change": "What changed between two sessions of this person?",
    "read_session_change": (
        "Hollow: earlier; full: later; up: towards depressed; down: towards healthy"
    ),
    "title_unsigned_session_change": "Whose activity changed between two sessions of this person?",
    "read_unsigned_session_change": "Hollow: earlier session; full: later; higher: more active",
    "title_word_profile": "Which words, and which modality, moved this prediction?",
    "read_word_profile": "Bars up: towards depressed; bars down: towards healthy",
    "title_unsigned_word_profile": "Which words, and which modality, are most active?",
    "read_unsigned_word_profile": "Longer bars: more active; no direction",
    "title_face_map": "Which pixels of the face did the prediction come from?",
    "read_face_map": (
        "Orange: towards depressed, blue: towards healthy; full colour from the strongest 0.5 % "
        "on, of this word alone. The pixels sum to the attribution of the face; each is weighed by "
        "its place, so a map depends on how the face was aligned"
    ),
    "title_voice_map": "Which part of the voice did the prediction come from?",
    "read_voice_map": (
        "Orange: towards depressed, blue: towards healthy; full colour from the strongest 0.5 % "
        "on, of this word alone. The numbers sum to the attribution of the voice"
    ),
    "title_what_if": "What becomes of the prediction if words are replaced?",
    "read_what_if": (
        "The model predicts again with other recordings of these words; right of 0: depressed"
    ),
    "intervals_t": "Student's t over participants",
    "intervals_t_bands": "Student's t over participants, as bands",
    "intervals_welch": "Welch's t, from the spread over participants within each group",
    "intervals_tested": (
        "bias-corrected and accelerated bootstrap over participants, within each group"
    ),
    "intervals_spearman": "Fisher's z with the variance of Bonett and Wright",
    "intervals_clopper": "Clopper–Pearson",
    "intervals_planted": "bootstrap over participants, within each group where groups are compared",
    "intervals_reliability": (
        "Clopper–Pearson for each group of people, bootstrap over participants for the slope"
    ),
    "intervals_roc": (
        "the wider of a bootstrap over participants and Clopper–Pearson for the band, a bootstrap "
        "for its area, or Newcombe's score interval where that is 1"
    ),
    # Where a score is predicted
    "read_branch_waterfall_of_score": (
        "The steps of the model's branches add up exactly to the predicted score; 'Constant' is "
        "the same for everybody and holds the mean score of the training people. Attributions of "
        "words add up to how far it is from the baseline's"
    ),
    "read_completeness_of_score": (
        "One dot a person: the attributions of all words should sum to the distance of the "
        "predicted score from that of the baseline, the line"
    ),
    "read_deletion_curves_of_score": (
        "How far the predicted score is from the baseline's, on the side of the whole prediction; "
        "left: words are muted, right: they are shown, the most supporting first; grey: in random "
        "order. Better: below grey on the left, above grey on the right"
    ),
    "read_faithfulness_of_score": (
        "Left: how far the prediction falls back to the baseline's when the words ranked first "
        "(mean of 10, 20 and 50 %) are muted, further right is better; middle: when only they are "
        "left, further left is better. Right: how often muting one of the ten largest faces and "
        "voices moves the score as its sign says (0.5: random signs; occlusion is right by "
        "construction, and methods without sign may exceed 0.5)"
    ),
    "read_cohort_top_words_of_score": (
        "Above: the words with the largest mean attribution towards a higher score, below: towards "
        "a lower one; square: face and voice together, the sum of the two beside, hollow where "
        "its interval includes 0; named: which of both leads further that way"
    ),
    "read_cohort_raster_of_score": (
        "Orange: a higher predicted score, blue: a lower one, full colour from the strongest 1 % "
        "on; left: each person's predicted score, and the true one as an upright dash"
    ),
    "read_valence_shapley_of_score": (
        "What all faces, or all voices, of the words of one valence move the predicted score, "
        "shared out exactly (Shapley values); right: a higher score"
    ),
    "read_no_valence_valence_shapley_of_score": (
        "What all faces, or all voices, move the predicted score, shared out exactly (Shapley "
        "values); the words have no valence to be told apart by; right: a higher score"
    ),
    "read_session_change_of_score": (
        "Hollow: earlier; full: later; up: a higher predicted score; down: a lower one"
    ),
    "read_word_profile_of_score": "Bars up: a higher predicted score; bars down: a lower one",
    "read_face_map_of_score": (
        "Orange: a higher predicted score, blue: a lower one; full colour from the strongest 0.5 % "
        "on, of this word alone. The pixels sum to the attribution of the face; each is weighed by "
        "its place, so a map depends on how the face was aligned"
    ),
    "read_voice_map_of_score": (
        "Orange: a higher predicted score, blue: a lower one; full colour from the strongest 0.5 % "
        "on, of this word alone. The numbers sum to the attribution of the voice"
    ),
    "read_what_if_of_score": "The model predicts again with other recordings of these words",
    "title_predicted_severity": "How close are the predicted scores to the true ones?",
    "read_predicted_severity": (
        "One dot a held-out person, or each session of theirs; on the line the two agree. Dotted: "
        "the mean of the training people, which needs no model"
    ),
}

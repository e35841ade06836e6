"""The lines under the titles of figures, their axes, and why there is nothing to show."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    # Under titles, on axes
    "who_held_out": "held-out participants",
    "who_all": "participants, training included",
    "training_mark": "Training included",
    "synthetic_mark": "Synthetic data",
    "nothing": "nothing to show: {reason}",
    "and": " and ",
    "mean_over": "{reading}. Mean over {who}, n = {n}; 95 % t interval.",
    "agreement": "{reading}. {who}, n = {n}.",
    "baseline_ranking": (
        "{reading}. {method}; mean over {who}, n = {n}. r: rank correlation with those against "
        "the {reference}."
    ),
    "ask_branch_waterfall": "What adds up to {prediction} for {who}?",
    "branch_waterfall": "{reading}. n = 1 participant.",
    "shapley_axis": "Shapley value",
    "cohort_raster": "{reading}. {each} {method}; n = {n} {who}.",
    "rows_in_order": "{each}, highest prediction on top.",
    "cohort_top_words": "{reading}. {chosen} {method}; n = {n} {who}.",
    "chosen_largest": (
        "Chosen as the largest of {words}, which the 95 % intervals do not adjust for."
    ),
    "mean_attribution_axis": "Mean attribution",
    "both_and_interval": "Face and voice together, 95 % interval",
    "interval_with_zero": "Its interval includes 0",
    "detectable": (
        "This size of study finds a true d of {one:.2f} (one test) or {all:.2f} (one of {tests}) "
        "with 80 % power."
    ),
    "few_orders": (
        "These people have {n} order only, which the {permutations:,} permutations repeat.",
        "These people have {n} orders only, which the {permutations:,} permutations repeat.",
    ),
    "cohort_forest": (
        "{reading}: {found} of {cells}. {variable}; n = {n_a} {a}, {n_b} {b} {who}. {detectable}"
    ),
    "effect_axis": "{a} − {b} [Hedges g]<br>← lower · higher →",
    "below_alpha": "Adjusted p < 0.05",
    "not_below_alpha": "Adjusted p ≥ 0.05",
    "valence_contrast": (
        "p {p} ({permutations:,} permutations of people). {reading}. {variable}; n = {n_a} {a}, "
        "{n_b} {b} {who}. {detectable}"
    ),
    "contrast_numbers": "{size}<br>g = {g}<br>p {p}",
    "contrast_numbers_holm": "{size}<br>g = {g}<br>adjusted p {p}",
    "both": "Face and voice",
    "chosen_word": "The word was chosen as the largest of {words}.",
    "no_two_valences": "the words have no valence",
    "volcano": (
        "{reading}. {found} of {cells} lie above the line, the {named} surest are named.{floor} "
        "{variable}; n = {n_a} {a}, {n_b} {b} {who}. {detectable}"
    ),
    "floor_of_p": (
        "{permutations:,} permutations give no p below {p}: the true p of the highest points may "
        "be smaller."
    ),
    "log_p_axis": "−log<sub>10</sub> adjusted p",
    "ask_word_across_people": "How does '{word}' differ between the groups?",
    "word_across_people": (
        "{reading}.{chosen} {variable}; n = {n_a} {a}, {n_b} {b} {who}. {detectable}"
    ),
    "held_constant": "Held constant in the difference, its interval and p: {names}.",
    "as_measured": "Nothing is held constant in what is drawn of people.",
    "not_compared": "not compared",
    "tested_word": "g = {g}<br>95 % CI {low} to {high}<br>adjusted p {p}",
    "selection_axis": "Selection rate",
    "ask_severity_scatter": "Does '{word}' follow the severity?",
    "severity_scatter": "{reading}.{chosen} {variable}; n = {n} {group} {who}.{held}",
    "partial_ranks": (
        "Ranks are adjusted for the covariates along a line: a curved relation with them is not "
        "held constant."
    ),
    "severity_axis": "Severity [score]",
    "thinned": "Of a group of more than {most} people, {most} evenly spaced ones are drawn.",
    "thinned_cloud": (
        "Of a group of more than {most} people, those beyond the whiskers are drawn one by one."
    ),
    "correlated": "ρ = {rho}, adjusted p {p}<br>95 % CI {low} to {high}",
    "no_severity": "fewer than {n} people of the group '{group}' have a severity that differs",
    "paper_words": (
        "{reading}.{sure} First {top} words of each group; first layer; n = {n_a} {a}, {n_b} {b} "
        "{who}. "
        "{detectable}"
    ),
    "adjusted_p": "adjusted p {p}",
    "adjusted_below": "An adjusted p stands beside a word where it is below 0.05.",
    "none_below": "All adjusted p ≥ {p}.",
    "rows_of": ("One row a person", "One row is the mean of {n} neighbours, or of a few more"),
    "row": "{who}, {group}, {prediction}",
    "placed_wrong": "Misclassified",
    "no_cell_value": "No recording or value",
    "p_depressed_axis": "p(depressed)",
    "excludes_zero": "95 % CI excludes 0 (not adjusted)",
    "holds_zero": "95 % CI includes 0",
    "cohort_words": "{reading}. {variable}; n = {n_a} {a}, {n_b} {b} {who}.",
    "completeness": "{reading}. {method}; {who}, n = {n}.",
    "not_computed": "Not computed: {names}.",
    "sampled": (
        "This method compares with the people of the training in place of the baseline, and its "
        "sum holds but for the error of sampling."
    ),
    "small_gaps": (
        "The gap is below 2 % of the standard deviation over people in {percent:.0f} % of them."
    ),
    "difference_axis": "Difference from the baseline",
    "calibration": "{reading}. n = {n}, in groups of about {size:.0f}. {note}",
    "slope_below": (
        "The slope is below 1: the model's own probabilities are too sure, below the line on the "
        "right or above it on the left."
    ),
    "slope_above": (
        "The slope is above 1: the model's own probabilities are not sure enough, above the line "
        "on the right or below it on the left."
    ),
    "slope_holds": (
        "The interval of the slope holds 1: the model's own probabilities are not shown to be too "
        "sure, nor to be not sure enough."
    ),
    "calibrated_on": (
        "Calibrated: by a Platt map from at least {people:.0f} validation people of all folds, "
        "without those it is applied to; everywhere else the probability is the model's own."
    ),
    "no_maps_in_run": "This run holds no calibrated probabilities.",
    "too_few_for_map": (
        "No calibrated probabilities: a map would rest on {n} validation person, at least {least} "
        "are needed.",
        "No calibrated probabilities: a map would rest on {n} validation people, at least {least} "
        "are needed.",
    ),
    "probability_own": "The model's own",
    "probability_map": "Calibrated",
    "with_slope": "{name}: slope {slope:.2f} ({slope_low:.2f} to {slope_high:.2f})",
    "as_given": "Agreement",
    "bin": "given %{customdata[0]:.2f}<br>depressed: %{customdata[1]} of %{customdata[2]}",
    "given_axis": "Probability of depression given",
    "depressed_axis": "Share who are depressed",
    "confusion": "{reading}. Held-out: n = {depressed} depressed, {healthy} healthy.",
    "named_axis": "Group named by the model",
    "group_axis": "Group of the study",
    "deletion_curves": (
        "{reading}. {method}; mean over {who}, n = {n}; 95 % t interval. Better than random: "
        "muting in {muted:.0f}, showing in {shown:.0f} of {n} people."
    ),
    "modality_balance": "{reading}. {method}; mean over {who}; 95 % t interval.",
    "leave_out_block": "Leave out the lower block (--option crossed=no).",
    "share_axis": "Share of absolute attribution [%]",
    "planted_truth": "{reading}. {planted} are planted; {who}, n = {n}; 95 % bootstrap interval.",
    "ask_query_scores": "Which words' queries are active for {who}?",
    "query_scores": (
        "Bright: a more active query. Dot: the query attends (among the model's u = {u} most "
        "active queries). The score has no sign. {stream}, first layer, {heads}, n = 1 "
        "participant."
    ),
    "attends": "attends (among the model's u = {u} most active queries)",
    "roc": "{reading}. Held-out: n = {depressed:.0f} depressed, {healthy:.0f} healthy.",
    "selection_rate": (
        "{reading}. k = {k}; {stream}, first layer; {who}; bootstrap over participants."
    ),
    "untrained_band": (
        "{reading}. {method}; {who}, n = {n}; {copies} copies. {outside} of {known} faces and "
        "voices lie outside; of one more copy, up to {by_chance:.0f} would in 95 of 100 cases."
    ),
    "axis_of_difference": "{a} − {b}<br>[multiples of the mean size]",
    "axis_of_magnitude": "Mean absolute value<br>[multiples of the mean size]",
    "valence_shapley": (
        "{reading}. Below: what two of them add only together. Mean over {who}; 95 % t interval."
    ),
    "ask_signed": "Which words moved the prediction for {who}?",
    "ask_unsigned": "Which words are most active for {who}?",
    "ask_session_change": "What changed in {who} from session {a} to session {b}?",
    "ask_session_change_of": "What changed in the person of {who}?",
    "in_session": "{modality}, session {session}",
    "session_change": (
        "{reading}. {method}, {words}, {earlier} and {later}, n = 1 participant{chances}."
    ),
    "both_probability": ", p(depressed) {a:.2f} then {b:.2f}",
    "both_predicted": ", predicted score {a:.1f} then {b:.1f}",
    "both_true": " (true: {a} then {b})",
    "score": "{score:g}",
    "one_session": "this person has one session in the run",
    "word_profile": "{reading}. {method}, {words}, n = 1 participant, {prediction}.",
    "word_profile_gap": ("{reading}. {method}, {words}, n = 1 participant, {prediction}; {gap}."),
    "one_word": "{reading}. Integrated gradients [{unit}], one word, n = 1 participant.",
    "recorded_word": "{reading}. One word, n = 1 participant.",
    "of_a_pixel": "Attribution<br>of a pixel",
    "of_a_band": "Attribution<br>of a band",
    "at_share": "%{x:.0f} % of the recording",
    "power": "Power [dB]",
    "share_of_recording_axis": "Share of the recording [%]",
    "frequency_axis": "Frequency [kHz]",
    "attribution_axis": "Attribution",
    "size_axis": "Size of the {what}",
    "value_axis": "Value [as extracted]",
    "place_axis": "Place in the audio vector [number]",
    "ask_what_if": "What becomes of the prediction for {who}?",
    "what_if": (
        "{reading}. Replaced: the {what} of {which}; in their place: {by}. n = 1 participant."
    ),
    "predicted_axis": "Predicted score",
    "true_axis": "True score",
    "true_score": "True score {true:g}",
    "identity": "Predicted = true",
    "floor": "Mean of the training people",
    "scores_measured": (
        "Mean absolute error {mae:.1f} {unit} (95 % CI {mae_low:.1f} to {mae_high:.1f}{beside}), "
        "concordance correlation {ccc:.2f} ({ccc_low:.2f} to {ccc_high:.2f}); held out, n = {n}."
    ),
    "beside_floor": "; always guessing the training mean: {floor:.1f}",
    "counted_group": "{group} ({n})",
    "towards_axis": "Towards the prediction",
    "sum_axis": "Sum of attributions",
    "no_scores": "no held-out participant has a true score",
    "state_recorded": "As recorded",
    "state_replaced": "Replaced",
    # Why there is nothing to show, and what is wrong with what was asked
    "too_few": "fewer than {n} held-out participants",
    "too_few_checked": "fewer than {n} held-out participants with this check",
    "one_model": (
        "there is one model, and no method here draws anything. Another training is compared with "
        "it by: depformer explain STUDY CHECKPOINT --trust --also OTHER_CHECKPOINT"
    ),
    "small_group": (
        "a group has fewer than {n} held-out participants. The option --groups-by of depformer "
        "figures makes other groups"
    ),
    "small_group_of": (
        "a group has fewer than {n} {who} with a value. 'Groups compared' on the page Cohorts, or "
        "--groups-by, makes other groups"
    ),
    "small_groups": (
        "no group has {n} held-out participants. 'Groups compared' on the page Cohorts, or "
        "--groups-by, makes other groups"
    ),
    "small_groups_of": (
        "no group has {n} {who} (the largest has {most}). 'Groups compared' on the page Cohorts, "
        "or --groups-by, makes other groups"
    ),
    "no_attributions": (
        "no group has {n} {who} with attributions. 'Groups compared' on the page Cohorts, or "
        "--groups-by, makes other groups"
    ),
    "not_shown": "Not shown, as fewer than {n} of them are held out: {groups}.",
    "nobody_in": "Nobody who was held out is in {groups}.",
    "nobody_attributed": "there are no {who} with attributions in these groups",
    "no_branches": "the branches of this person are not computed",
    "no_sum": "this method claims no sum",
    "no_diagnosis": "no held-out participant has a diagnosis",
    "no_query_scores": "this person has no query scores",
    "empty_group": "a group has no held-out participant",
    "no_value": "{method} has no value for this person",
    "no_prediction": "the model has made no prediction",
    "no_valence": "The words of this study have no valence to be ordered by.",
    "nothing_to_compare": (
        "the words have no valence, and the values of this method sum to the same in face and voice"
    ),
    "needs_checks": (
        "Figure '{figure}' needs {names}, which this run has not computed. Check the explanations"
        " with: depformer explain STUDY CHECKPOINT --trust."
    ),
    "needs_sessions": (
        "Figure '{figure}' needs {names}: it compares sessions of a person, and the people of this "
        "run came once."
    ),
    "needs_method": (
        "Figure '{figure}' needs {names}, which this run has not computed. Explain the study "
        "again with a method that computes it."
    ),
    "option_of": "option of figure '{figure}'",
    "needs_option": "Figure '{figure}' needs the option '{option}'.",
    "modality_of_pictures": "modality of the pictures",
    "no_data_uri": (
        "The {modality} picture of word '{word}' is no data URI ('data:image/...'); figures read "
        "no files."
    ),
    "other_person": (
        "The maps or recordings given are of '{whose}', not of '{participant}': make them for "
        "this participant."
    ),
    "no_maps": "Neither maps nor recordings of {participant} are given: pass one of both.",
    "most_words": "Nature at 183 mm holds 72 words.",
    "fewer_words": "Draw fewer words (--option top=3).",
    "word_axis": "Word",
    "interval": "95 % interval",
    "mean_and_interval": "Mean and 95 % interval",
}

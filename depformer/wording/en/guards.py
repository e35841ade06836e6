"""What to know before believing a figure: a name in a few words, and a sentence with numbers."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "training_people_name": "Training people in a test",
    "training_people": (
        "{seen} of {who} took part in training or validation of this model, and these numbers pool "
        "them with the other {rest}: they are no test."
    ),
    "training_left_out_name": "Training people are left out",
    "training_left_out": (
        "{seen} of {who} took part in training or validation of this model. Performance, and "
        "groups unless marked 'training included', rest on the other {rest} only."
    ),
    "nobody_held_out_name": "Nobody is held out",
    "nobody_held_out": (
        "All {who} took part in training or validation of this model: nothing here is a test."
    ),
    "untrained_name": "Untrained model",
    "permuted_labels_name": "Trained on shuffled labels",
    "permuted_labels": (
        "The labels of this model were shuffled before training, to show what chance looks like. "
        "Nothing here says anything about the groups."
    ),
    "known_ids_name": "Known ids with other features",
    "known_ids": (
        "{n} participant has an id that the model was trained with, but other features. If it is "
        "the same person, their predictions are not held out.",
        "{n} participants have ids that the model was trained with, but other features. If they "
        "are the same people, their predictions are not held out.",
    ),
    "chance_name": "Accuracy may be chance",
    "chance": (
        "The accuracy is {accuracy:.2f} (95 % CI {low:.2f} to {high:.2f}, n = {n}); always naming "
        "the larger group would reach {chance:.2f}. The interval does not lie above that: the "
        "model may do no better."
    ),
    "chance_of_few_name": "Too few people to tell from chance",
    "chance_of_few": (
        "Fewer than {n} participants of a group were held out: their numbers are not shown, and "
        "whether the model does better than chance cannot be told."
    ),
    "chance_of_score_name": "Scores may be chance",
    "chance_of_ccc": (
        "The concordance correlation of predicted and true scores is {ccc:.2f} (95 % CI {low:.2f} "
        "to {high:.2f}, n = {n}), which includes 0: the scores may say nothing of the people."
    ),
    "chance_of_one": (
        "How well predicted and true scores agree cannot be told from {n} held-out score.",
        "How well predicted and true scores agree cannot be told: the {n} held-out scores are of "
        "one person, or all alike.",
    ),
    "chance_of_mae": (
        "The mean absolute error of {mae:.2f} {unit} (n = {n}) is not below that of always "
        "guessing the mean of the training people, {floor:.2f}: the scores may say nothing of the "
        "people."
    ),
    "one_word_order_name": "One word order for all",
    "one_word_order": (
        "All {n} participants saw the words in the same order, so the effect of a word cannot be "
        "told from the effect of its position."
    ),
    "no_group_name": "Nobody held out in '{group}'",
    "no_group": (
        "Nobody who was held out is in the group '{group}', and comparisons of groups need people "
        "in both: make other groups by 'Groups compared' on the page Cohorts, or by --groups-by."
    ),
    "small_group_name": "Few {group} participants",
    "small_side_name": "Few participants with {side}",
    "hidden_group": (
        "Only {who} in the group '{group}': statistics of fewer than {least} people are not shown."
    ),
    "small_group": (
        "Only {who} in the group '{group}': intervals from fewer than {enough} people are rough."
    ),
    "few_entered": (
        "Only {n} people of the group '{group}' entered this comparison: intervals from fewer than "
        "{enough} people are rough."
    ),
    "imbalance_name": "Groups differ in {what}",
    "imbalance_number": (
        "The groups differ in {what}: the mean is {first:.1f} in {a} and {second:.1f} in {b} "
        "participants (standardised difference {smd:.2f}). A difference between the groups "
        "may be one of {what}."
    ),
    "imbalance_text": (
        "The groups differ in {what}: the share of '{level}' is {first:.2f} in {a} and "
        "{second:.2f} in {b} participants (standardised difference {smd:.2f}). A difference "
        "between the groups may be one of {what}."
    ),
    "imbalance_of_age": "age",
    "imbalance_of_severity": "severity",
    "imbalance_of_education_years": "years of education",
    "imbalance_of_sex": "sex",
    "imbalance_of_education": "education",
    "imbalance_of_site": "the place of recording",
    "imbalance_of_device": "the recording device",
    "two_sides_name": "A person on two sides of a split",
    "two_sides": (
        "Sessions of {n} person, {who}, stand both in training or validation and in what is held "
        "out. The model knows the face and the voice: leave that person out.",
        "Sessions of {n} people, {who}, stand both in training or validation and in what is held "
        "out. The model knows their faces and voices: leave these people out.",
    ),
    "sessions_name": "Several sessions of a person",
    "sessions": (
        "The run holds {rows} sessions of {who}. Groups and performance count people, not "
        "sessions: each enters with the mean over his or her sessions."
    ),
    "sessions_of_score": (
        "The run holds {rows} sessions of {who}. Groups count people, not sessions: each enters "
        "with the mean over his or her sessions. Errors of predicted scores are over sessions, "
        "with intervals that resample people."
    ),
    "several_groups_name": "People who change the group",
    "several_groups": (
        "{n} participant of {all} stands in different groups in different sessions, and is in no "
        "group where groups are compared.",
        "{n} participants of {all} stand in different groups in different sessions, and are in no "
        "group where groups are compared.",
    ),
    "synthetic_name": "Synthetic data",
    "missing_recordings_name": "Some recordings missing",
    "missing_recordings": (
        "{people} of {who} miss at least one recording ({cells} of {all_cells} in all). These "
        "cells are left out, not set to zero."
    ),
    "sanity_of_few_name": "Too few people checked",
    "sanity_of_few": (
        "Explanations were checked for {who}: means of fewer than {n} participants are not shown, "
        "and whether the explanations can be trusted cannot be told."
    ),
    "sanity_not_run_name": "Sanity check not run",
    "sanity_not_run": (
        "The sanity check has not been run: it is not known whether the attributions change when "
        "the weights of the model are randomised."
    ),
    "completeness_name": "Attributions of some people do not add up",
    "completeness_name_few": "Attributions of a few do not add up",
    "completeness": (
        "The attributions of {method} should add up to the participant's {quantity}. In {wide} of "
        "{who} they miss it by more than {percent:.0f} % (at most by {gap:.2f} {unit}; half of all "
        "participants miss it by {median:.1f} % or less). A miss below {smallest} is rounding "
        "and does not count."
    ),
    "sanity_failed_name": "Hardly depends on the weights",
    "sanity_failed": (
        "With random weights in place of the model's, the ranking of words by {methods} stays "
        "almost the same, or is turned round (mean correlation beyond {limit} or −{limit}, by "
        "values or by their sizes). Such a ranking says little of what the model has learned."
    ),
    "unstable_name": "Unstable over folds",
    "unstable": (
        "The models of all folds rank the same person's words differently by {methods}. The mean "
        "rank correlation of every two models is below {limit} (1: the same ranking, 0: no more "
        "alike than by chance), although most of them had this person in their training."
    ),
    "not_faithful_name": "No better than random muting",
    "not_faithful": (
        "Muting words in the order of {methods} does not lower the prediction faster than muting "
        "them at random. The 95 % interval of the mean gain includes 0 or lies below it."
    ),
    "like_untrained_name": "Like an untrained model",
    "like_untrained": (
        "By {methods} the groups differ hardly more than by {copies} models that have learned "
        "nothing. In brackets: the share of faces and voices in which this model lies outside "
        "those models, and the share that 95 of 100 of such models stay within. The difference may "
        "come from the architecture and not from what was learned."
    ),
    "method": "{method} ({value})",
    "method_percent": "{method} ({value:.0f} %, untrained up to {limit:.0f} %)",
    "method_in_unit": "{method} ({value} {unit})",
    "methods": "{first} and {last}",
}

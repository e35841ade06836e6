"""Results in plain words: what was measured, never a cause or a diagnosis."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "nobody_held_out": "No participant with a diagnosis was held out, so performance is not known.",
    "few_held_out": (
        "Fewer than {least} participants of a group were held out, so performance is not published"
    ),
    "accuracy": "In {people} the model's accuracy was {accuracy}",
    "and_auc": " and its AUC {auc}",
    "after_adjustment": (
        "Of {cells} single words and modalities, {found} differ after adjustment over all of them "
        "(step-down max-T, adjusted p below 0.05)."
    ),
    "nobody_with_score": (
        "No participant with a true score was held out, so it is not known how close the scores "
        "are."
    ),
    "mae": (
        "In {people} the predicted score was off by {mae} {unit} on average{beside}, with a "
        "concordance correlation of {ccc}"
    ),
    "of_whom": "{sessions} of {who}",
    "beside_floor": " (always guessing the mean of the training people: {floor:.2f})",
    "score_changes": (
        "With the {what} of {which} of {who} replaced by {by}, the predicted score goes from "
        "{before:.1f} to {after:.1f} ({change} {unit})."
    ),
    "and": " and ",
    "share_in_group": "{share:.0%} in {group} participants",
    "voice_carried": ". The voice carried {shares} of the absolute attribution",
    "too_few_checked": "The checks of {people} are too few to sum up.",
    "muted": (
        "When the words that {method} ranks first are muted, the prediction falls faster than "
        "with words muted at random in {better:.0f} of {people} (a random order does so in about "
        "half)."
    ),
    "fresh_weights": (
        "With all weights of the model drawn anew, its ranking has a correlation of {r} with that"
        " of the trained model (0: nothing in common)."
    ),
    "prediction": "For {who} ({group}, {role}) the model gave {prediction}",
    "no_value": "; this method has no value for this person.",
    "cell": "the {modality} of '{word}'",
    "largest_value": "; the largest value is that of {what} ({value:.2f}).",
    "largest": "; {what} has the largest attribution, {size} {unit} towards {way}.",
    "stays": (
        "With the {what} of {which} of {who} replaced by {by}, p(depressed) goes from "
        "{before:.2f} to {after:.2f}: the prediction stays on the side '{side}'."
    ),
    "changes": (
        "With the {what} of {which} of {who} replaced by {by}, p(depressed) goes from "
        "{before:.2f} to {after:.2f}: the prediction changes to the side '{side}'."
    ),
    "no_query": "For {who} no query attends in the stream '{stream}'.",
    "among_them": "{n} words, among them {some}",
    "queries": (
        "For {who} the query of {words} attends in {most} of {heads} of the stream '{stream}' "
        "(among the model's u = {u} most active queries), in more than all others.",
        "For {who} the queries of {words} attend in {most} of {heads} of the stream '{stream}' "
        "(among the model's u = {u} most active queries), in more than all others.",
    ),
    "no_cell": (
        "No cell has enough held-out participants in both groups, or enough spread, to compare "
        "them."
    ),
    "cells": (
        "Of {cells} cells (word × modality), {n} has a 95 % interval that excludes 0; about "
        "{expected:.0f} would if {a} and {b} participants did not differ at all ({low} to {high} "
        "in 95 % of {permutations} permutations of people{where}).",
        "Of {cells} cells (word × modality), {n} have a 95 % interval that excludes 0; about "
        "{expected:.0f} would if {a} and {b} participants did not differ at all ({low} to {high} "
        "in 95 % of {permutations} permutations of people{where}).",
    ),
    "over_all": " between the groups",
    "within_folds": " between the groups, within folds",
    "what_filled_means": (
        "A difference here is one of what the model made of the recordings, which need not be a "
        "difference in the recordings."
    ),
    "higher": (
        "The largest difference is that of {what}: {size} (95 % CI {low} to {high}), higher in {a}."
    ),
    "lower": (
        "The largest difference is that of {what}: {size} (95 % CI {low} to {high}), lower in {a}."
    ),
    "top_words": "In {people} of the group '{group}', {ends}.",
    "top_word": (
        "'{word}' has the largest mean attribution towards {way} ({size}, 95 % CI {low} to "
        "{high}, more by its {modality})"
    ),
    "most_active": "'{word}' has the largest mean value ({size}, 95 % CI {low} to {high})",
    "interval": "{estimate:.2f} (95 % CI {ci_low:.2f} to {ci_high:.2f})",
}

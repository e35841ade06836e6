"""Findings of cohort tables in words: what was measured, never a cause or a diagnosis."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "held_out": "held-out {group}",
    "depressed": "depressed participants",
    "healthy": "healthy participants",
    "everybody": "participants",
    "other_group": "participants of the group '{name}'",
    "face": "the face",
    "audio": "the voice",
    "multimodal": "face and voice together",
    "quantity_attribution": "attributions",
    "quantity_size": "sizes of attributions",
    "quantity_selection": "rates of selection",
    "quantity_attention": "amounts of attention received",
    "contrast_higher": (
        "The difference between positive and negative words (positive minus negative) in "
        "{quantity} of {modality} was higher in {a} than in {b} (difference of the groups "
        "{estimate}, {numbers})."
    ),
    "contrast_lower": (
        "The difference between positive and negative words (positive minus negative) in "
        "{quantity} of {modality} was lower in {a} than in {b} (difference of the groups "
        "{estimate}, {numbers})."
    ),
    "contrast_none": (
        "The difference between positive and negative words (positive minus negative) in "
        "{quantity} of {modality} was not found to differ between {a} and {b} (difference of the "
        "groups {estimate}, {numbers})."
    ),
    "contrast_untested": (
        "Whether the difference between positive and negative words in {quantity} of {modality} "
        "differs between {a} and {b} could not be tested (n = {n_a} and {n_b} with known values)."
    ),
    "omnibus_found": (
        "Over all words and modalities together, {quantity} differed between {a} and {b} (sum of "
        "t² = {estimate}, the squared t of every cell added up; {p})."
    ),
    "omnibus_none": (
        "Over all words and modalities together, no difference in {quantity} was found between {a} "
        "and {b} (sum of t² = {estimate}, the squared t of every cell added up; {p})."
    ),
    "omnibus_untested": (
        "Whether {quantity} differ between {a} and {b} could not be tested (n = {n_a} and {n_b}): "
        "no cell has five people with known values in each group, and spread."
    ),
    "cell_attribution_higher": (
        "Attributions of {modality} at '{word}' were higher in {a} than in {b} ({numbers})."
    ),
    "cell_attribution_lower": (
        "Attributions of {modality} at '{word}' were lower in {a} than in {b} ({numbers})."
    ),
    "cell_size_higher": (
        "Sizes of attributions of {modality} at '{word}' were larger in {a} than in {b} "
        "({numbers})."
    ),
    "cell_size_lower": (
        "Sizes of attributions of {modality} at '{word}' were smaller in {a} than in {b} "
        "({numbers})."
    ),
    "cell_selection_higher": (
        "Queries of '{word}' in the stream of {modality} were selected more often in {a} than in "
        "{b} ({numbers})."
    ),
    "cell_selection_lower": (
        "Queries of '{word}' in the stream of {modality} were selected less often in {a} than in "
        "{b} ({numbers})."
    ),
    "cell_attention_higher": (
        "'{word}' received more attention in the stream of {modality} in {a} than in {b} "
        "({numbers})."
    ),
    "cell_attention_lower": (
        "'{word}' received less attention in the stream of {modality} in {a} than in {b} "
        "({numbers})."
    ),
    "cells_none": (
        "No difference between {a} and {b} in {quantity} at a single word was significant after "
        "step-down max-T (adjusted for all {cells} cells; smallest {p})."
    ),
    "cells_untested": (
        "No single word could be tested for a difference between {a} and {b} in {quantity} (n = at "
        "most {n_a} and {n_b} with known values)."
    ),
    "severity_higher": (
        "In {a}, {quantity} of {modality} at '{word}' were higher in participants of higher "
        "severity (Spearman rho = {estimate}, 95 % CI {low} to {high}, {p})."
    ),
    "severity_lower": (
        "In {a}, {quantity} of {modality} at '{word}' were lower in participants of higher "
        "severity (Spearman rho = {estimate}, 95 % CI {low} to {high}, {p})."
    ),
    "severity_none": (
        "In {a}, no {quantity} at a single word followed the severity after step-down max-T "
        "(adjusted for all {cells} cells; smallest {p})."
    ),
    "severity_untested": (
        "No single word could be tested for {quantity} that follow the severity in {a} (n = at "
        "most {n} with known values)."
    ),
    "equivalence": (
        "In {alike} of {cells} cells, the difference of {a} and {b} was shown to be smaller than "
        "{margin} standard deviations (two one-sided tests, Holm)."
    ),
    "equivalence_untested": (
        "Whether {a} and {b} are alike could not be tested in any cell (n = at most {n_a} and "
        "{n_b} with known values)."
    ),
    "mixed": (
        "Mixed model with participants and words crossed: interaction of valence and group in "
        "{quantity} of {modality} was {estimate} (95 % CI {low} to {high}, {p})."
    ),
    "mixed_note": (
        "In the mixed model words are a sample, too: it asks whether the difference holds for "
        "other words of these kinds, while the contrast asks about these words alone, so its p is "
        "mostly larger."
    ),
    "detectable": (
        "With {n_a} {a} and {n_b} {b}, four of five studies find a difference of d = {alone} in "
        "one test, and of d = {over_all} in one of {tests} tests."
    ),
    "numbers": "g = {g}, 95 % CI {low} to {high}, {p}",
    "p": "p = {p}",
    "p_adjusted": "p_adj = {p}",
    "p_below": "p < {p}",
    "compared": "What is compared: {name}.",
    "compared_sizes": "What is compared: {name}, by size and without the sign.",
    "clr": "Values are centred log ratios over the words.",
    "filter": "Groups are made by the filter '{text}', and everybody else is the second group.",
    "training_included": (
        "Participants of the training are included, so this is no test on held-out people."
    ),
    "within_folds": "People change places within folds only.",
    "correct": "Only participants whose group was predicted right entered.",
    "matched": (
        "Only participants who have a partner in the other group with nearly the same prediction "
        "entered."
    ),
    "covariates": "Held constant: {names}.",
}

"""Findings of cohort tables in words: what was measured, never a cause or a diagnosis."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
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
        "Positive minus negative words: {quantity} of {modality} were higher in {a} than in {b} "
        "(difference {estimate}; {numbers}; n = {n_a} and {n_b})."
    ),
    "contrast_lower": (
        "Positive minus negative words: {quantity} of {modality} were lower in {a} than in {b} "
        "(difference {estimate}; {numbers}; n = {n_a} and {n_b})."
    ),
    "contrast_none": (
        "Positive minus negative words: no difference between {a} and {b} was found in {quantity} "
        "of {modality} (difference {estimate}; {numbers}; n = {n_a} and {n_b})."
    ),
    "contrast_untested": (
        "Positive minus negative words: a difference between {a} and {b} in {quantity} of "
        "{modality} could not be tested (n = {n_a} and {n_b} with known values)."
    ),
    "omnibus_found": (
        "Over all words and modalities together, {quantity} differed between {a} and {b} (sum of "
        "the squared t of all cells {estimate}, {p}; n = {n_a} and {n_b})."
    ),
    "omnibus_none": (
        "Over all words and modalities together, no difference in {quantity} was found between {a} "
        "and {b} (sum of the squared t of all cells {estimate}, {p}; n = {n_a} and {n_b})."
    ),
    "omnibus_untested": (
        "Whether {quantity} differ between {a} and {b} could not be tested (n = {n_a} and {n_b}): "
        "no cell has five people with known values in each group, and spread."
    ),
    "cell_attribution_higher": (
        "At '{word}', attributions of {modality} were higher in {a} than in {b} ({numbers}; n = "
        "{n_a} and {n_b})."
    ),
    "cell_attribution_lower": (
        "At '{word}', attributions of {modality} were lower in {a} than in {b} ({numbers}; n = "
        "{n_a} and {n_b})."
    ),
    "cell_size_higher": (
        "At '{word}', attributions of {modality} were larger in size in {a} than in {b} "
        "({numbers}; n = {n_a} and {n_b})."
    ),
    "cell_size_lower": (
        "At '{word}', attributions of {modality} were smaller in size in {a} than in {b} "
        "({numbers}; n = {n_a} and {n_b})."
    ),
    "cell_selection_higher": (
        "The query of '{word}' in the stream of {modality} was selected more often in {a} than in "
        "{b} ({numbers}; n = {n_a} and {n_b})."
    ),
    "cell_selection_lower": (
        "The query of '{word}' in the stream of {modality} was selected less often in {a} than in "
        "{b} ({numbers}; n = {n_a} and {n_b})."
    ),
    "cell_attention_higher": (
        "'{word}' received more attention in the stream of {modality} in {a} than in {b} "
        "({numbers}; n = {n_a} and {n_b})."
    ),
    "cell_attention_lower": (
        "'{word}' received less attention in the stream of {modality} in {a} than in {b} "
        "({numbers}; n = {n_a} and {n_b})."
    ),
    "cells_none": (
        "At no single word did {quantity} differ between {a} and {b} (step-down max-T over {cells} "
        "tests; smallest {p})."
    ),
    "cells_untested": (
        "No single word could be tested for a difference between {a} and {b} in {quantity} (n = at "
        "most {n_a} and {n_b} with known values)."
    ),
    "severity_higher": (
        "At '{word}', {quantity} of {modality} were higher in {a} of higher severity "
        "(Spearman's rho = {estimate}, 95 % CI {low} to {high}, {p}; n = {n})."
    ),
    "severity_lower": (
        "At '{word}', {quantity} of {modality} were lower in {a} of higher severity "
        "(Spearman's rho = {estimate}, 95 % CI {low} to {high}, {p}; n = {n})."
    ),
    "severity_none": (
        "In {a}, {quantity} followed the severity at no single word (step-down max-T over {cells} "
        "tests; smallest {p})."
    ),
    "severity_untested": (
        "No single word could be tested for {quantity} that follow the severity in {a} (n = at "
        "most {n} with known values)."
    ),
    "equivalence": (
        "In {alike} of {cells} cells, {a} and {b} were shown to differ by less than {margin} "
        "standard deviations (two one-sided tests, adjusted by Holm; n = {n_a} and {n_b})."
    ),
    "equivalence_untested": (
        "Whether {a} and {b} are alike could not be tested in any cell (n = at most {n_a} and "
        "{n_b} with known values)."
    ),
    "mixed": (
        "Mixed model with participants and words crossed: the interaction of valence and group in "
        "{quantity} of {modality} was {estimate} (95 % CI {low} to {high}, {p}; n = {n_a} and "
        "{n_b})."
    ),
    "mixed_note": (
        "In the mixed model words are a sample, too: it asks whether the difference holds for "
        "other words of these kinds, while the contrast asks about these words alone, so its p is "
        "mostly larger."
    ),
    "detectable": (
        "With {n_a} {a} and {n_b} {b}, four of five studies find a true difference of d = {alone} "
        "in one test, and of d = {over_all} in one of {tests} tests."
    ),
    "detectable_alone": (
        "With {n_a} {a} and {n_b} {b}, four of five studies find a true difference of d = {alone} "
        "in one test."
    ),
    "numbers_apart": "Hedges g = {g}, bootstrap 95 % CI {low} to {high}, permutation {p}",
    "numbers": "Hedges g = {g}, 95 % CI {low} to {high}, {p}",
    "comma": ", ",
    "p": "p {p}",
    "p_adjusted": "adjusted p {p}",
    "compared": "Compared: {name}, in {who}.",
    "compared_sizes": "Compared: {name} by size, without the sign, in {who}.",
    "held_out": "held-out participants",
    "all": "all participants",
    "clr": "Values are centred log ratios over the words.",
    "filter": "Groups are made by the filter '{text}', and everybody else is the second group.",
    "training_included": (
        "Participants of the training are included, so this is no test on held-out people."
    ),
    "within_folds": "People change places within folds only.",
    "correct": "Only participants whose group was predicted right entered.",
    "matched": (
        "Only matched participants entered: {n} pair of both groups whose predictions differ by at "
        "most {caliper:g} standard deviations.",
        "Only matched participants entered: {n} pairs of both groups whose predictions differ by "
        "at most {caliper:g} standard deviations.",
    ),
    "left_out": "This leaves out {n} of {all} people of both groups.",
    "rough": "Intervals from fewer than {enough} people of a group are rough.",
    "covariates": "Held constant: {names}.",
}

"""What a manuscript says of how figures were made: a paragraph, and a list of all settings."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "people": "We analysed {people} ({groups}), each with {words}{valences}.",
    "valence": "{n} {valence}",
    "valences": " ({listed})",
    "held_out": (
        "Predictions are those of a DEP-Former (Ye et al., 2025), a transformer over one face "
        "image and one audio vector per word; nobody was predicted by a model that had been "
        "trained on them."
    ),
    "held_out_folds": (
        "Predictions are those of a DEP-Former (Ye et al., 2025), a transformer over one face "
        "image and one audio vector per word, in {n}-fold cross-validation: nobody was predicted "
        "by a model that had been trained on them."
    ),
    "training_included": (
        "Predictions are those of a DEP-Former (Ye et al., 2025), a transformer over one face "
        "image and one audio vector per word; some of these people took part in its training."
    ),
    "untrained": "The model was not trained: its weights are as they were drawn.",
    "explained": "We explained {quantity} by {methods}.",
    "baseline": "Attributions are relative to a baseline ({baseline}).",
    "no_method": "The figures show predictions alone; no method of explanation enters them.",
    "how_integrated_gradients": "{steps} points on the way from the baseline to the participant",
    "how_expected_gradients": "{samples} points on the way from other people to the participant",
    "how_occlusion": "the face or the voice of one word at a time replaced by the baseline",
    "how_shapley_sampling": "means over {least} to {most} pairs of random orders",
    "how_shapley_valence": "exact, of all faces and of all voices",
    "how_input_x_gradient": "the gradient times the difference from the baseline",
    "how_attention_query": "the share of heads in which the query of a word is selected",
    "how_attention_received": "the attention of selected queries of the first layer to a word",
    "how_rollout": "attention followed through all layers",
    "how_published_selection": "the share of {passes} random forward passes",
    "how_smooth_gradients": "means over {samples} copies with noise, {steps} points each",
    "how_shapley_value_sampling": "means over {samples} random orders",
    "how_kernel_shap": "a weighted regression on random coalitions",
    "how_lime": "a regression on random coalitions near the participant",
    "named_how": "{name} ({how})",
    "checked": "We checked the explanations by {checks}.",
    "check_completeness": "how far their sum misses the difference from the baseline",
    "check_deletion_curves": (
        "muting and showing words in the order of their attribution, against random orders"
    ),
    "check_faithfulness": "comprehensiveness, sufficiency and polarity",
    "check_agreement": "rank correlations between methods",
    "check_randomisation": "rank correlations with explanations of randomised weights",
    "check_untrained_band": "the same explanations of untrained copies of the model",
    "check_stability": "the overlap between models of different folds, seeds and draws",
    "check_baseline_ranking": "the order of words under every baseline",
    "check_planted_truth": "how well they rank the effects that were planted",
    "compared": "The groups were compared in {quantities} by Welch's t.",
    "compared_beside": (
        "The groups were compared in {quantities} by the t of the group in a linear model with "
        "{covariates} held constant (Freedman and Lane, 1983)."
    ),
    "attributions": "attributions by {method}",
    "then": "; {each}",
    "and_then": "; and {each}",
    "severity": (
        "Within the group '{group}', {quantities} were correlated with the severity by Spearman's "
        "rho."
    ),
    "matched": (
        "Matched participants were tested as two independent groups, without regard to who was "
        "paired with whom."
    ),
    "permuted": (
        "P values are two-sided and come from {permutations:,} permutations of whole participants "
        "(seed {seed}): (k + 1) / (n + 1), where k of n permutations gave a statistic at least as "
        "large."
    ),
    "max_t": ("They were adjusted over {families} by step-down max-T (Westfall and Young, 1993)."),
    "cells_of_modalities": "all words and modalities ({tests} tests)",
    "cells_of_streams": "all words and streams ({tests} tests)",
    "contrast": (
        "The difference between positive and negative words was one test, not adjusted; its parts "
        "in face and voice were adjusted for two tests (Holm, 1979)."
    ),
    "alpha": "Adjusted p below 0.05 was called significant.",
    "alpha_of_one": (
        "Adjusted p below 0.05 was called significant, and p below 0.05 of the one test that was "
        "not adjusted."
    ),
    "sizes": (
        "Effect sizes are Hedges g with 95 % intervals by the bias-corrected and accelerated "
        "bootstrap over participants, within each group."
    ),
    "groups_by": "The first group are participants with {filter}, the second all others.",
    "intervals": "Further 95 % intervals: {listed}.",
    "interval_t": "of means by Student's t over participants",
    "interval_t_bands": "of means by Student's t over participants",
    "interval_welch": "of differences of means by Welch's t over participants",
    "interval_spearman": "of rho by Fisher's z with the variance of Bonett and Wright (2000)",
    "interval_clopper": "of proportions by Clopper and Pearson (1934)",
    "interval_planted": "of rankings by bootstrap over participants",
    "interval_reliability": (
        "of the calibration curve by Clopper and Pearson (1934) and of its slope by bootstrap over "
        "participants"
    ),
    "interval_roc": (
        "of the ROC curve by the wider of a bootstrap over participants and Clopper and Pearson "
        "(1934), and of its area by bootstrap or, where it is 1, by the score interval of Newcombe "
        "(2006)"
    ),
    "interval_in_groups": "of rates of selection by bootstrap over participants, within each group",
    "interval_people": "of errors of the score by bootstrap over people with all of their sessions",
    "calibrated": (
        "Calibrated probabilities are by a Platt map of the logit, fitted on the validation people "
        "of all folds without those it is applied to."
    ),
    "synthetic": "All data are synthetic: nothing here is a clinical finding.",
    "software": "Analyses were run in Python {python} with depformer {own}, {packages}.",
    "settings": "Supplementary settings",
    "size_n_words": "{n} words",
    "size_image_size": "face images of {n} × {n} pixels",
    "size_audio_size": "audio vectors of {n} numbers",
    "size_hidden_size": "hidden size {n}",
    "size_d_model": "model width {n}",
    "size_n_heads": "{n} heads",
    "size_n_stacks": "{n} stacks",
    "model": "Model: {sizes}",
    "digests": "Digests (first 12 signs): study {study}, checkpoint {checkpoint}",
    "seed": "Run: seed {seed}, computed with depformer {version}",
    "method": "{name}: {options}",
    "option_top": "words counted in a head (0: 10, or half of a short list)",
    "option_selection": "words selected along the way",
    "option": "{name} {value}",
    "setting": "{name}: {values}",
    "of_figures": "{value} ({figures})",
    "quoted": "'{question}'",
    "setting_participant": "Participant",
    "setting_word": "Word",
    "setting_method": "Method",
    "setting_stream": "Stream",
    "setting_role": "People",
    "setting_groups": "Groups",
    "setting_group": "Group in which the severity is followed",
    "setting_measure": "Measure",
    "setting_people": "People compared",
    "setting_covariates": "Held constant",
    "setting_absolute": "Sizes without their sign",
    "setting_clr": "Centred log ratios",
    "setting_within_folds": "Permuted within folds only",
    "setting_n_permutations": "Permutations",
    "setting_n_bootstrap": "Bootstrap resamples",
    "setting_seed": "Seed of permutations and resamples",
    "setting_top": "Words listed",
    "setting_k": "Words counted as selected in a head",
    "setting_value": "Value of untrained copies",
    "setting_words": "Words replaced",
    "setting_modalities": "Modalities replaced",
    "setting_donor": "Donor",
}

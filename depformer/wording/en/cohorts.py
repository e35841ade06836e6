"""Why two groups of people cannot be compared in the way that is asked for."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "few_everyone": (
        "Too few people of the group '{group}' are held out in this run: got {n}, needed are at "
        "least {least} people in each group. Compare larger groups, or explain more people."
    ),
    "few_correct": (
        "Too few people of the group '{group}' were predicted right: got {n}, needed are at least "
        "{least} people in each group. Compare everyone instead."
    ),
    "few_matched": (
        "Too few people of the group '{group}' have a partner in the other group with nearly the "
        "same prediction: got {n}, needed are at least {least} people in each group. Compare "
        "everyone instead."
    ),
    "folds": (
        "Within folds, people can stand in {n} order only, needed are at least {least} for any p "
        "below 0.05: compare without restriction to folds.",
        "Within folds, people can stand in {n} different orders only, needed are at least {least} "
        "for any p below 0.05: compare without restriction to folds.",
    ),
    "few_permutations": (
        "With {n} permutations no p can be below {p:.2f}, so that nothing can be significant at "
        "0.05: take at least {least}, better 9999.",
        "With {n} permutations no p can be below {p:.2f}, so that nothing can be significant at "
        "0.05: take at least {least}, better 9999.",
    ),
    "nothing_permuted": (
        "This table permutes nothing, so it takes no {names}: leave it out, or take a table that "
        "tests by permutation."
    ),
    "no_masses": (
        "{name} cannot become log ratios, which need masses above 0 that sum to one over the "
        "words: choose attention received, or leave the values as they are."
    ),
    "no_contrast": (
        "The words of this study are not both positive and negative, so there is no contrast of "
        "valence: fill the column valence of stimuli/words.tsv."
    ),
    "score_is_not_correct": (
        "This model predicts a score, which is neither right nor wrong: compare everyone, or "
        "people matched by their predicted score."
    ),
    "unknown": (
        "The covariate {name} is unknown of {n} of the people who are compared ({who}): fill it "
        "in, or leave the covariate out."
    ),
    "constant": "The covariate {name} is the same for everybody who is compared: leave it out.",
    "groups": "the groups",
    "severity": "the severity",
    "of_term": (
        "The covariate {name} and {what} cannot be told apart, since one follows from the other: "
        "leave it out, or compare other people."
    ),
    "few_severity": (
        "Too few {who} have a known severity: got {n}, needed are at least {least} people."
    ),
    "same_severity": "All {who} have the same severity: nothing follows it.",
    "of_group": "people of the group '{group}'",
    "of_all": "people",
    "nobody_to_match": (
        "Severity is compared within one group, in which nobody is matched: choose everyone, or "
        "people who were predicted right."
    ),
    "no_spread": "All values of this measure are the same, so no model is fitted.",
    "not_converged": (
        "The mixed model did not converge, so it gives no number: fit it with fewer covariates, or "
        "report the contrast of valence, which needs no such model."
    ),
    "of_others": "The covariate {name} follows from the other covariates: leave it out.",
    "many_covariates": (
        "{n} people are too few for {columns} columns of covariates: name fewer covariates."
    ),
}

"""The card of the page Trust that asks Captum itself."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "title": "Does Captum say the same on the whole model?",
    "what": (
        "Attributions are computed behind the model's first linear maps, which is exact. Here "
        "Captum runs from pixels and audio numbers through the whole model, for one person, "
        "against the same baseline. It takes some seconds."
    ),
    "ask": "Compute for {who}",
    "comparing": "Captum works on the whole model for {who}, and measures the explanations.",
    "largest": (
        "Largest difference of a word's face or voice between both ways, with Captum {version}:"
    ),
    "measures": (
        "Captum's own measures of each method of this run. Infidelity: how badly the attributions "
        "say what muting random cells does to the {quantity}; unexplained is its share of what "
        "equal values for all words miss: 0 at best, 1 no better than counting the muted. "
        "Sensitivity: the largest share by which the attributions move where the recordings change "
        "by 2 % of their spread."
    ),
    "column_method": "Method",
    "column_difference": "Largest difference [{unit}]",
    "column_largest": "Largest value [{unit}]",
    "column_share": "Difference as a share of it",
    "column_infidelity": "Infidelity [{unit}²]",
    "column_unexplained": "Unexplained share",
    "column_sensitivity_max": "Largest sensitivity, no unit",
}

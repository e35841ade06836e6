"""What each variable of a run means, by its name."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "logit": "Output of the model",
    "probability": "Softmax of the logits",
    "branch_logit": "Share of each branch in the logit difference, depressed minus healthy",
    "predicted": "Predicted score",
    "branch_predicted": "Share of each branch in the predicted score; the bias holds the mean",
    "attribution": "Attribution of each word and modality",
    "attribution_sd": "Standard error over samples of the attribution",
    "completeness_gap": "Sum of attributions minus difference of logits to the baseline",
    "coalition_value": "Exact Shapley value of valence x modality",
    "coalition_interaction": "Shapley interaction index",
    "completeness_gap_of_score": "Sum of attributions minus difference of scores to the baseline",
    "curve_of_score": (
        "Distance of the score from that of the baseline, on the side of the prediction, while "
        "words are muted or shown"
    ),
    "curve": "Logit difference towards the predicted outcome while words are muted or shown",
    "attribution_untrained": "Attribution by copies of the model with fresh weights",
    "attribution_baseline": "Attribution against each baseline",
    "planted": "Planted effect size d of a synthetic study; 0: none",
    "query_score": "Sparsity score of each word's query, max minus mean over all keys, first layer",
    "query_selected": "Whether the query of the word is among the selected ones, first layer",
    "attention": "Attention of the first layer; rows of queries not selected are NaN",
    "confidence": "Confidence of the sharing unit",
    "index_shared": "Whether the multimodal stream's selection was taken",
    "missing": "Whether the recording is missing",
    "presentation": "Position in this participant's own order",
    "faithfulness": "Checks of each explanation",
}

"""The methods of explanation, by id: what they say, and why some are refused."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "says_integrated_gradients": (
        "How much each word's face and voice moved the prediction, from the baseline to this "
        "person."
    ),
    "says_expected_gradients": (
        "How much each word's face and voice moved the prediction, from other people to this "
        "person."
    ),
    "says_occlusion": (
        "How far the prediction falls when one word's face or voice is replaced by the baseline."
    ),
    "says_shapley_sampling": (
        "What a word's face or voice adds to the prediction, averaged over orders of showing them."
    ),
    "says_shapley_valence": (
        "What all faces, or all voices, of positive or negative words add to the prediction."
    ),
    "says_input_x_gradient": (
        "How much the prediction would move, were the model a straight line through this person: "
        "the gradient times the difference from the baseline."
    ),
    "says_attention_query": (
        "In what share of the heads the word's query is among the k most active ones; no sign."
    ),
    "says_attention_received": (
        "How much the selected queries of the first layer attend to the word; no sign."
    ),
    "says_rollout": (
        "How much of the last tokens is mixed from the word, by attention alone; no sign."
    ),
    "says_published_selection": (
        "In what share of random forward passes of the release the word's query is selected."
    ),
    "says_smooth_gradients": (
        "The mean of integrated gradients over copies of this person with noise."
    ),
    "says_shapley_value_sampling": (
        "Shapley values as Captum draws them: what a cell adds, averaged over a fixed number of "
        "orders."
    ),
    "says_kernel_shap": (
        "Shapley values by regression: the weight of a cell where random cells are muted."
    ),
    "says_lime": (
        "The slope of a straight line fitted around this person, by muting cells at random."
    ),
    "reference_integrated_gradients": "Sundararajan, Taly and Yan, ICML 2017",
    "reference_expected_gradients": "Erion et al., Nature Machine Intelligence, 2021",
    "reference_occlusion": "Zeiler and Fergus, ECCV 2014",
    "reference_shapley_sampling": (
        "Castro, Gomez and Tejada, Computers & Operations Research, 2009"
    ),
    "reference_shapley_valence": "Shapley, 1953; interactions: Grabisch and Roubens, 1999",
    "reference_input_x_gradient": "Shrikumar et al., 2016, arXiv:1605.01713",
    "reference_attention_query": (
        "Ye et al., IEEE TCSVT 35(3), 2025; score of Zhou et al., AAAI 2021"
    ),
    "reference_attention_received": (
        "Column mean of the attention of Vaswani et al., NeurIPS 2017"
    ),
    "reference_rollout": "Abnar and Zuidema, ACL 2020",
    "reference_published_selection": (
        "Ye et al., IEEE TCSVT 35(3), 2025, DOI 10.1109/TCSVT.2024.3491098"
    ),
    "reference_smooth_gradients": "Smilkov et al., 2017, arXiv:1706.03825",
    "reference_shapley_value_sampling": (
        "Castro, Gomez and Tejada, Computers & Operations Research, 2009; Captum"
    ),
    "reference_kernel_shap": "Lundberg and Lee, NeurIPS 2017",
    "reference_lime": "Ribeiro, Singh and Guestrin, KDD 2016",
    "refused_deep_lift": (
        "The method {name} is left out: its sums miss the logit difference by up to 5.5 logit of "
        "6.1, since it has no rule for layer norms, SiLU and modules that run twice. Take "
        "integrated_gradients."
    ),
    "refused_deep_lift_shap": (
        "The method {name} is left out: its sums miss the logit difference by up to 5.5 logit of "
        "6.1, since it has no rule for layer norms, SiLU and modules that run twice. Take "
        "expected_gradients."
    ),
    "refused_guided_backprop": (
        "The method {name} is left out: it changes the gradient of ReLU alone, this model has "
        "none, and its values are those of the plain gradient. Take input_x_gradient."
    ),
    "refused_deconvolution": (
        "The method {name} is left out: it changes the gradient of ReLU alone, this model has "
        "none, and its values are those of the plain gradient. Take input_x_gradient."
    ),
    "refused_lrp": (
        "The method {name} is left out: it has no rule for layer norm, and stops with an error "
        "there. Take integrated_gradients."
    ),
    "refused_layer": (
        "The method {name} is left out: layers that run once for the face and once for the voice "
        "are counted once only, without an error, and the sums miss up to 4.1 logit of 1.4. Take "
        "integrated_gradients."
    ),
    "none_named": "No method is named; allowed are {allowed}.",
    "top_out_of_range": "Invalid top: got {got}, allowed is 1 to {words}, the words.",
    "tolerance_out_of_range": (
        "Invalid tolerance: got {got!r}, allowed is a number between 0 and 1."
    ),
}

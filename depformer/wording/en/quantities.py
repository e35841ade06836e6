"""What is measured of people: methods, measures and columns of a study, by id."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "integrated_gradients": "integrated gradients",
    "expected_gradients": "expected gradients",
    "occlusion": "occlusion",
    "shapley_sampling": "Shapley values",
    "shapley_valence": "Shapley values of valence and modality",
    "input_x_gradient": "input × gradient",
    "attention_query": "attention query",
    "attention_received": "attention received",
    "rollout": "attention rollout",
    "published_selection": "selection in the published mode",
    "smooth_gradients": "smoothed integrated gradients",
    "shapley_value_sampling": "Shapley value sampling",
    "kernel_shap": "kernel SHAP",
    "lime": "LIME",
    "selection_rate": "selection rate",
    "age": "age",
    "sex": "sex",
    "education": "education",
    "education_years": "education years",
    "severity": "severity",
    "site": "site",
    "device": "device",
}

"""What is measured of people, in Chinese; the keys are those of the English ones."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "integrated_gradients": "积分梯度",
    "expected_gradients": "期望梯度",
    "occlusion": "遮挡法",
    "shapley_sampling": "Shapley 值",
    "shapley_valence": "按效价与模态的 Shapley 值",
    "input_x_gradient": "输入 × 梯度",
    "attention_query": "注意力查询",
    "attention_received": "所受注意",
    "rollout": "注意力展开",
    "published_selection": "发表模式下的选择",
    "smooth_gradients": "平滑积分梯度",
    "shapley_value_sampling": "Shapley 值抽样",
    "kernel_shap": "核 SHAP",
    "lime": "LIME",
    "selection_rate": "查询选中率",
    "age": "年龄",
    "sex": "性别",
    "education": "受教育程度",
    "education_years": "受教育年限",
    "severity": "严重程度",
    "site": "采集地点",
    "device": "采集设备",
}

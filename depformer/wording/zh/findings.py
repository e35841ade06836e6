"""Findings of cohort tables in Chinese; the keys are those of the English ones."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "depressed": "抑郁组",
    "healthy": "健康组",
    "everybody": "全部被试",
    "other_group": "“{name}”组",
    "face": "面部",
    "audio": "语音",
    "multimodal": "面部与语音合计",
    "quantity_attribution": "归因值",
    "quantity_size": "归因值绝对值",
    "quantity_selection": "查询选中率",
    "quantity_attention": "所受注意",
    "contrast_higher": (
        "积极词减消极词：{a}的{modality}{quantity}高于{b}"
        "（差值 {estimate}；{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "contrast_lower": (
        "积极词减消极词：{a}的{modality}{quantity}低于{b}"
        "（差值 {estimate}；{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "contrast_none": (
        "积极词减消极词：{a}与{b}的{modality}{quantity}未见显著差异"
        "（差值 {estimate}；{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "contrast_untested": (
        "积极词减消极词：{a}与{b}的{modality}{quantity}差异无法检验（有值者 n = {n_a} 和 {n_b}）。"
    ),
    "omnibus_found": (
        "综合全部词语与模态，{a}与{b}的{quantity}存在显著差异"
        "（各单元 t 值平方和为 {estimate}，{p}；n = {n_a} 和 {n_b}）。"
    ),
    "omnibus_none": (
        "综合全部词语与模态，{a}与{b}的{quantity}未见显著差异"
        "（各单元 t 值平方和为 {estimate}，{p}；n = {n_a} 和 {n_b}）。"
    ),
    "omnibus_untested": (
        "{a}与{b}的{quantity}差异无法检验（n = {n_a} 和 {n_b}）："
        "没有任何单元在两组中各有五名有值且取值不全相同的被试。"
    ),
    "cell_attribution_higher": (
        "词语“{word}”：{a}的{modality}归因值高于{b}（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_attribution_lower": (
        "词语“{word}”：{a}的{modality}归因值低于{b}（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_size_higher": (
        "词语“{word}”：{a}的{modality}归因值绝对值大于{b}（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_size_lower": (
        "词语“{word}”：{a}的{modality}归因值绝对值小于{b}（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_selection_higher": (
        "词语“{word}”：其查询在{modality}流中被选中的比例，{a}高于{b}"
        "（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_selection_lower": (
        "词语“{word}”：其查询在{modality}流中被选中的比例，{a}低于{b}"
        "（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_attention_higher": (
        "词语“{word}”：在{modality}流中所受注意，{a}多于{b}（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cell_attention_lower": (
        "词语“{word}”：在{modality}流中所受注意，{a}少于{b}（{numbers}；n = {n_a} 和 {n_b}）。"
    ),
    "cells_none": (
        "{a}与{b}的{quantity}在任何单个词语上均未见显著差异"
        "（逐步 max-T 校正，共 {cells} 次检验；最小的{p}）。"
    ),
    "cells_untested": (
        "{a}与{b}的{quantity}差异在任何单个词语上均无法检验（有值者至多 n = {n_a} 和 {n_b}）。"
    ),
    "severity_higher": (
        "词语“{word}”：在{a}中，严重程度越高，{modality}{quantity}越高"
        "（Spearman rho = {estimate}，95 % CI {low} 至 {high}，{p}；n = {n}）。"
    ),
    "severity_lower": (
        "词语“{word}”：在{a}中，严重程度越高，{modality}{quantity}越低"
        "（Spearman rho = {estimate}，95 % CI {low} 至 {high}，{p}；n = {n}）。"
    ),
    "severity_none": (
        "在{a}中，{quantity}与严重程度在任何单个词语上均未见显著相关"
        "（逐步 max-T 校正，共 {cells} 次检验；最小的{p}）。"
    ),
    "severity_untested": (
        "在{a}中，{quantity}与严重程度的相关在任何单个词语上均无法检验（有值者至多 n = {n}）。"
    ),
    "equivalence": (
        "在 {cells} 个单元中的 {alike} 个，检验表明{a}与{b}相差不到 {margin} 个标准差"
        "（双单侧检验，Holm 校正；n = {n_a} 和 {n_b}）。"
    ),
    "equivalence_untested": (
        "{a}与{b}是否等效，在任何单元中均无法检验（有值者至多 n = {n_a} 和 {n_b}）。"
    ),
    "mixed": (
        "线性混合模型（被试与词语交叉）：{modality}{quantity}的效价与组别交互作用为"
        " {estimate}（95 % CI {low} 至 {high}，{p}；n = {n_a} 和 {n_b}）。"
    ),
    "mixed_note": (
        "混合模型把词语也视为抽样：它检验差异是否适用于同类的其他词语，而效价对比只针对这些词语，"
        "因此其 p 值通常更大。"
    ),
    "detectable": (
        "{a} {n_a} 名、{b} {n_b} 名时，检验效能为 80 % 的最小真实差异：单次检验为 d = {alone}，"
        "{tests} 次检验之一为 d = {over_all}。"
    ),
    "detectable_alone": (
        "{a} {n_a} 名、{b} {n_b} 名时，检验效能为 80 % 的最小真实差异：单次检验为 d = {alone}。"
    ),
    "numbers_apart": "Hedges g = {g}，自助法 95 % CI {low} 至 {high}，置换检验{p}",
    "numbers": "Hedges g = {g}，95 % CI {low} 至 {high}，{p}",
    "comma": "、",
    "p": "p {p}",
    "p_adjusted": "校正后 p {p}",
    "compared": "比较的量：{name}；对象：{who}。",
    "compared_sizes": "比较的量：{name}（取绝对值，不计正负）；对象：{who}。",
    "held_out": "留出被试",
    "all": "全部被试",
    "clr": "数值为各词之间的中心化对数比。",
    "filter": "分组依据为筛选条件“{text}”，其余被试为第二组。",
    "training_included": "包含参与过训练的被试，因此这不是对留出被试的检验。",
    "within_folds": "仅在同一折之内置换被试。",
    "correct": "仅纳入组别预测正确的被试。",
    "matched": (
        "仅纳入配对的被试：两组共 {n} 对，每对预测值相差不超过 {caliper:g} 个标准差。",
        "仅纳入配对的被试：两组共 {n} 对，每对预测值相差不超过 {caliper:g} 个标准差。",
    ),
    "left_out": "两组共 {all} 名被试中的 {n} 名因此未纳入。",
    "rough": "某组少于 {enough} 名被试时，置信区间较为粗略。",
    "covariates": "控制变量：{names}。",
}

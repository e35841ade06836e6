"""Findings of cohort tables in Chinese; the keys are those of the English ones."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "held_out": "留出的{group}",
    "depressed": "抑郁组被试",
    "healthy": "健康组被试",
    "everybody": "被试",
    "other_group": "“{name}”组被试",
    "face": "面部",
    "audio": "语音",
    "multimodal": "面部与语音联合",
    "quantity_attribution": "归因值",
    "quantity_size": "归因值大小",
    "quantity_selection": "查询选中率",
    "quantity_attention": "所受注意",
    "contrast_higher": (
        "积极词与消极词的{modality}{quantity}之差（积极减消极）在{a}中高于{b}"
        "（组间差值 {estimate}，{numbers}）。"
    ),
    "contrast_lower": (
        "积极词与消极词的{modality}{quantity}之差（积极减消极）在{a}中低于{b}"
        "（组间差值 {estimate}，{numbers}）。"
    ),
    "contrast_none": (
        "未发现积极词与消极词的{modality}{quantity}之差（积极减消极）在{a}与{b}之间有所不同"
        "（组间差值 {estimate}，{numbers}）。"
    ),
    "contrast_untested": (
        "{a}与{b}的{modality}{quantity}在积极词与消极词之差上是否不同，无法检验"
        "（有值者 n = {n_a} 和 {n_b}）。"
    ),
    "omnibus_found": (
        "就全部词语和模态而言，{quantity}在{a}与{b}之间存在差异"
        "（t² 之和 = {estimate}，即所有单元 t 值平方的总和；{p}）。"
    ),
    "omnibus_none": (
        "就全部词语和模态而言，未发现{quantity}在{a}与{b}之间存在差异"
        "（t² 之和 = {estimate}，即所有单元 t 值平方的总和；{p}）。"
    ),
    "omnibus_untested": (
        "{quantity}在{a}与{b}之间是否存在差异，无法检验（n = {n_a} 和 {n_b}）："
        "没有任何单元在两组中各有五名有值者且存在离散。"
    ),
    "cell_attribution_higher": "在词语“{word}”处，{a}的{modality}归因值高于{b}（{numbers}）。",
    "cell_attribution_lower": "在词语“{word}”处，{a}的{modality}归因值低于{b}（{numbers}）。",
    "cell_size_higher": "在词语“{word}”处，{a}的{modality}归因值大小高于{b}（{numbers}）。",
    "cell_size_lower": "在词语“{word}”处，{a}的{modality}归因值大小低于{b}（{numbers}）。",
    "cell_selection_higher": (
        "在{modality}流中，词语“{word}”的查询在{a}中比在{b}中更常被选中（{numbers}）。"
    ),
    "cell_selection_lower": (
        "在{modality}流中，词语“{word}”的查询在{a}中比在{b}中更少被选中（{numbers}）。"
    ),
    "cell_attention_higher": "在{modality}流中，词语“{word}”在{a}中所受注意多于{b}（{numbers}）。",
    "cell_attention_lower": "在{modality}流中，词语“{word}”在{a}中所受注意少于{b}（{numbers}）。",
    "cells_none": (
        "经逐步 max-T 校正（针对全部 {cells} 个单元）后，未发现{a}与{b}在任何单个词语上的{quantity}"
        "存在显著差异（最小 {p}）。"
    ),
    "cells_untested": (
        "任何单个词语上{a}与{b}的{quantity}差异均无法检验（有值者至多 n = {n_a} 和 {n_b}）。"
    ),
    "severity_higher": (
        "在{a}中，严重程度越高，词语“{word}”处的{modality}{quantity}越高"
        "（Spearman rho = {estimate}，95 % CI {low} 至 {high}，{p}）。"
    ),
    "severity_lower": (
        "在{a}中，严重程度越高，词语“{word}”处的{modality}{quantity}越低"
        "（Spearman rho = {estimate}，95 % CI {low} 至 {high}，{p}）。"
    ),
    "severity_none": (
        "在{a}中，经逐步 max-T 校正（针对全部 {cells} 个单元）后，任何单个词语上的{quantity}"
        "均未随严重程度变化（最小 {p}）。"
    ),
    "severity_untested": (
        "在{a}中，任何单个词语上的{quantity}是否随严重程度变化均无法检验（有值者至多 n = {n}）。"
    ),
    "equivalence": (
        "在 {cells} 个单元中的 {alike} 个，检验表明{a}与{b}的差异小于 {margin} 个标准差"
        "（双单侧检验，Holm 校正）。"
    ),
    "equivalence_untested": (
        "{a}与{b}是否相近，在任何单元中均无法检验（有值者至多 n = {n_a} 和 {n_b}）。"
    ),
    "mixed": (
        "被试与词语交叉的混合模型：{modality}{quantity}的效价与组别交互作用为 {estimate}"
        "（95 % CI {low} 至 {high}，{p}）。"
    ),
    "mixed_note": (
        "混合模型把词语也视为抽样：它检验差异是否适用于同类的其他词语，而效价对比只针对这些词语，"
        "因此其 p 值通常更大。"
    ),
    "detectable": (
        "{a} {n_a} 名、{b} {n_b} 名时，五次研究中有四次能在单次检验中发现 d = {alone} 的差异，"
        "在 {tests} 次检验之一中发现 d = {over_all} 的差异。"
    ),
    "numbers": "g = {g}，95 % CI {low} 至 {high}，{p}",
    "p": "p = {p}",
    "p_adjusted": "校正后 p = {p}",
    "p_below": "p < {p}",
    "compared": "所比较的量：{name}。",
    "compared_sizes": "所比较的量：{name}（只计大小，不计正负）。",
    "clr": "数值为各词之间的中心化对数比。",
    "filter": "分组依据为筛选条件“{text}”，其余被试为第二组。",
    "training_included": "包含训练用被试，因此这不是对留出被试的检验。",
    "within_folds": "仅在同一折之内置换被试。",
    "correct": "仅纳入组别预测正确的被试。",
    "matched": "仅纳入在另一组中有预测值相近配对者的被试。",
    "covariates": "控制变量：{names}。",
}

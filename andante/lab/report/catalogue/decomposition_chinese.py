"""方案各部分的作用与现值：中文。"""

# A sentence stays whole on its line, so that a translator can see it.

# ruff: noqa: E501

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "decomposition": "方案各部分的作用",
    "decomposition.lead": "将一个方案的政策工具与规则逐组加到“{reference}”上：先是披露、审批与规则，再是节奏，再是辅助优先，再是支持与保护，"
    "最后是其余部分。每一条表示该组在其上各组之上所增加的部分，因此各条之和等于全部差异。",
    "decomposition.order": "加入的次序有影响：各组的作用常有重叠，先加入者计入的作用便较大。表中给出每组单独加入（最先加入）的结果，"
    "以及去掉该组后减少的部分（最后加入）。次序影响最大的是{policy}的“{group}”：{measure}，最先加入为{first}，最后加入为{last}。",
    "decomposition.method": "按默认假设，不含区间：全国期望人数（平均法）。若本结果逐人或逐地区模拟，总和可能与之略有出入。",
    "decomposition.approval": "披露、审批与规则",
    "decomposition.pace": "节奏",
    "decomposition.assist_first": "辅助优先",
    "decomposition.support": "支持与保护",
    "decomposition.rest": "其余部分",
    "decomposition.total": "全部差异",
    "decomposition.title": "{policy}减去{reference}",
    "decomposition.subtitle": "{measure}：{unit}，逐步",
    "decomposition.finding": "{measure}，{policy}：主要来自“{group}”，{total}中占{part}",
    "decomposition.finding.none": "{measure}，{policy}：各组均无影响",
    "decomposition.describe": "每一条按此次序在其上各组之上加入一组工具与规则。方案与“{reference}”相同的组不画出。",
    "decomposition.table": "各方案的每一步；某组存在但从未起作用时为零",
    "decomposition.step": "按此次序",
    "decomposition.first": "最先加入",
    "decomposition.last": "最后加入",
    "decomposition.group": "组别",
    "decomposition.unit.peak_youth_unemployment_rate": "个百分点",
    "decomposition.unit.output_gain": "%（占产出）",
    "measure.output_present_value": "人均产出现值",
    "measure.labour_income_present_value": "人均劳动报酬现值",
}

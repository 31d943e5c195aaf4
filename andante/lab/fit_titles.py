"""Chinese titles of the fit targets, by the start of their id; the report reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from andante.lab.comparison import FitTarget

TITLES_ZH = {
    "F1a": "中国：2024年平均失业率",
    "F1b": "中国：2025年12月失业率",
    "F2-25-29": "中国：25—29岁失业率，",
    "F2-30-59": "中国：30—59岁失业率，",
    "F3": "中国：16—24岁（不含在校生）失业率，与各月公布值的均方根距离",
    "F4": "美国：贝弗里奇曲线与2007—2018年各月的距离",
    "F4b": "美国：贝弗里奇曲线按逆时针方向移动",
    "F5a": "美国：使用人工智能的企业，2025年12月",
    "F5b": "美国：使用人工智能的企业，2026年5月",
    "F5c": "美国：使用人工智能的企业，2026年11月",
    "F5d": "美国：250人及以上企业中使用人工智能的比例",
    "F5e": "美国：50—249人企业中使用人工智能的比例（公布口径为100—249人）",
    "F6": "美国：使用生成式人工智能的人，2025年8月；模型不含个人使用",
    "F7a": "美国：有人工智能参与的工作时间比例，2024年11月（公布值为1%至5%）",
    "F7b": "美国：人工智能节省的工作时间，2024年11月",
    "F7c": "美国：每周使用人工智能的劳动者，2024年底；模型不含个人使用",
    "F8": "中国：生成式人工智能用户，2025年6月；模型不含个人使用",
    "F11a": "美国：暴露程度最高的五分之一职业与其余职业相比，22—25岁就业",
    "F11b": "美国：暴露程度最高的五分之一职业与其余职业相比，30岁及以上就业",
    "F11c": "美国：截至2025年8月人工智能引起的失业率变化",
    "F12": "美国：1987—2017年新任务与被替代任务之比，早于任何一次运行；参数nu据此设定",
    "F13a": "价格持久变化之后12个月的贸易变化，与该变化之比",
    "F13b": "价格持久变化之后102个月的贸易变化，与该变化之比",
    "F14a": "美国：训练算力的增长，2024与2025年平均（上下1.5倍以内）",
    "F14b": "中国：占全球人工智能芯片的比例，2026年4月，不含走私",
    "F14c": "固定能力价格的每年降幅（5至10倍）；模型不含算力价格",
    "F15": "美国：在衰退中毕业者的初始工资；没有一次运行包含衰退",
    "F16": "中国：截至2026年4月备案的生成式人工智能服务；模型不含服务",
}


def titled(targets: Iterable[FitTarget]) -> tuple[FitTarget, ...]:
    """The targets with their Chinese titles; those of one month of a series end with the month."""
    return tuple(replace(target, title_zh=title_zh(target.id)) for target in targets)


def title_zh(identity: str) -> str:
    """The Chinese title of one target; empty where it has none."""
    if identity in TITLES_ZH:
        return TITLES_ZH[identity]
    series, month = identity[:-8], identity[-7:]
    if series not in TITLES_ZH:
        return ""
    year, number = month.split("-")
    return f"{TITLES_ZH[series]}{year}年{int(number)}月"

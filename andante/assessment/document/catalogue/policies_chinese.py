"""Chinese for the sources that parts of an assessment name in English alone."""

# A source stays whole on its line, so that a translator can see it.

# ruff: noqa: E501

from __future__ import annotations

SOURCES: dict[str, str] = {
    "deployment file: tasks": "应用项目文件：tasks",
    "deployment file: safeguards.notice_days": "应用项目文件：safeguards.notice_days",
    "deployment file: consultation.on": "应用项目文件：consultation.on",
    "deployment file: rollout.start": "应用项目文件：rollout.start",
    "follow-up within twelve months, as ethics reviews in China have it (2023 measures) [R]": "参照中国伦理审查（2023年办法）十二个月内跟踪的做法 [R]",
    "moves between occupations, United States 2011-2019 (del Rio-Chanona et al.); pay OEWS 2025; O*NET 30.1": "美国2011—2019年职业间流动（del Rio-Chanona等）；工资：OEWS 2025；O*NET 30.1",
}

"""Chinese for what policies and parts of an assessment say in English alone: consequences, evidence, sources."""

# A phrase stays whole on its line, so that a translator can see it.

# ruff: noqa: E501

from __future__ import annotations

PHRASES: dict[str, str] = {
    "employer": "用人单位",
    "a rate below one in a hundred leads to a review of whether people decide at all": "改判率低于百分之一的，复核是否确由人作出决定",
    "back pay and benefits for each day of notice missed": "每少告知一日，补发一日工资和福利",
    "loss of the subsidy": "取消补贴",
    "loss of the subsidy; the use counts as automation in the next filing": "取消补贴；下次申报时按替代计",
    "no contract may be ended because of this use": "不得因该应用解除劳动合同",
    "payment of the difference until a reasonable offer is made": "在提供合理岗位之前补足工资差额",
    "publication of the default; the bill names no penalty": "公布违反情况；该法案未规定处罚",
    "the approval is suspended after two quarters without one": "连续两个季度未提交的，中止批准",
    "the next step waits": "暂缓下一阶段",
    "the next use is reviewed by experts": "下一个应用项目适用专家复核",
    "the start is put off until thirty days have passed": "推迟启动，直至满三十日",
    "the tax office estimates the automated work": "由税务机关核定被替代的工作量",
    "the use counts as automation in full and is assessed again": "全部按替代计，并重新评估",
    "the use is suspended until it is so": "在改正之前中止应用",
    "copy of the notice with the union's or the staff's written opinion": "告知书副本，附工会或职工的书面意见",
    "copy of the notice, with the technology named where AI or automation is a reason": "通知副本；以人工智能或自动化为理由的，注明所用技术",
    "count of proposals, and of those that people changed": "系统建议总数及人工改判数",
    "list of courses begun and finished, without names in the public part": "已开始和已完成的培训清单，公开部分不含姓名",
    "log with the name of the person who decided, and the proposal of the system": "记录作出决定的人员及系统建议",
    "monthly count of posts taken over": "每月被替代的岗位数",
    "offers made and taken, with wages before and after": "已提供和已接受的岗位，及前后工资",
    "payroll counts of hires without experience, against the same months of the year before": "工资册所载无经验新招人数，与上年同期比较",
    "report in the form of the register": "按登记册格式提交的报告",
    "report of posts cut, hired, left unfilled and retrained because of AI, with the industry code": "因人工智能而裁减、招用、空缺和培训的岗位报告，附行业代码",
    "task list with who does what, countersigned by the union": "任务分工清单，由工会会签",
    "task list with who does what, countersigned by workers' representatives": "任务分工清单，由职工代表会签",
    "tax declaration with the full-time equivalents taken over, by occupation": "纳税申报表，按职业列明被替代的全时岗位",
}

SOURCES: dict[str, str] = {
    "deployment file: tasks": "应用项目文件：tasks",
    "deployment file: safeguards.notice_days": "应用项目文件：safeguards.notice_days",
    "deployment file: consultation.on": "应用项目文件：consultation.on",
    "deployment file: rollout.start": "应用项目文件：rollout.start",
    "follow-up within twelve months, as ethics reviews in China have it (2023 measures) [R]": "参照中国伦理审查（2023年办法）十二个月内跟踪的做法 [R]",
    "moves between occupations, United States 2011-2019 (del Rio-Chanona et al.); pay OEWS 2025; O*NET 30.1": "美国2011—2019年职业间流动（del Rio-Chanona等）；工资：OEWS 2025；O*NET 30.1",
}

"""Chinese for everything that register and pages say is wrong: one catalogue, keyed by the English sentence.

{} stands for what changes in a sentence, in the order of the English; tests/web/test_problems_in_chinese.py
holds it complete against the source.
"""

from __future__ import annotations

import re

from andante.register.needs import NEED_NAMES
from andante.register.sentences import NEUTRAL, REFUSALS
from andante.register.tokens import Scope
from andante.web.pages.catalogue import (
    problems_cases_chinese,
    problems_files_chinese,
    problems_people_chinese,
)
from andante.web.pages.catalogue.frame_chinese import SENTENCES as SCOPES

_SLOT = re.compile(r"\{\w+\}")
SENTENCES: dict[str, str] = {
    NEUTRAL.en: NEUTRAL.zh,
    **{_SLOT.sub("{}", words.en): _SLOT.sub("{0}", words.zh) for words in REFUSALS.values()},
    **{words.en: words.zh for words in NEED_NAMES.values()},
    **problems_people_chinese.SENTENCES,
    **{
        f"This token has not the scope {each}.": f"该令牌没有“{SCOPES[f'scope.{each}']}”权限。"
        for each in Scope
    },
    **problems_cases_chinese.SENTENCES,
    **problems_files_chinese.SENTENCES,
}
"""An English sentence, with {} for what changes in it, to its Chinese one."""

WORDS: dict[str, str] = {
    "filing": "申报内容",
    "policy": "政策方案",
    "model_version": "模型版本",
    "planned_start": "计划启用日期",
    "start": "启用日期",
    "assessment": "评估",
    "predicted": "预测",
    "reason": "理由",
    "gaps": "缺项",
    "outcome": "结论",
    "conditions": "附加条件",
    "measure": "措施",
    "statement": "书面说明",
    "phase": "阶段",
    "evidence": "证明材料",
    "event": "到期事项",
    "value": "数值",
    "received": "收到时间",
    "step": "步骤",
    "quarter": "季度",
    "figures": "数据",
    "breaches": "违反",
    "entry": "公开登记编号",
    "change": "变更申报编号",
    "replaces": "所取代的登记",
    "kind": "申报类别",
    "schema_version": "申报格式版本",
    "jurisdiction": "适用地区",
    "key": "请求编号",
    "payload": "内容",
    "action": "操作",
    "case": "案件",
    "version": "版本",
    "notice": "更正与异议",
    "text": "内容",
    "answer": "答复",
    "contact": "联系方式",
    "person": "人员",
    "name": "名称",
    "e_mail": "电子邮箱",
    "password": "密码",
    "language": "语言",
    "organisation": "单位",
    "roles": "角色",
    "scopes": "权限范围",
    "expires_at": "失效时间",
    "page": "页码",
    "facets": "筛选条件",
    "file": "文件",
    "deployment": "应用申报",
    "model": "所用模型",
    "starts": "生效日期",
    "share": "比例，0至1",
    "yes or no": "是或否",
    "nothing": "无",
    "none": "无",
    "True": "是",
    "False": "否",
    "true": "是（true）",
    "false": "否（false）",
}
"""Names of what is sent, of kinds and of answers, which no other catalogue has."""

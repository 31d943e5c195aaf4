"""The words of a case: its states, what can be done with it, who people are, and what is measured out.

Every word has its English and Chinese name here, once; pages, the log and docs/workflow.md take it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Name:
    """A word as it is shown, in English and in Chinese."""

    en: str
    zh: str


class State(StrEnum):
    """Where a case is. Whether nothing more can happen is in `transitions.FINAL`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_COMPLETENESS_CHECK = "in_completeness_check"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ASSESSED = "assessed"
    IN_CONSULTATION = "in_consultation"
    DECIDED = "decided"
    REVISE_AND_RESUBMIT = "revise_and_resubmit"
    PUBLISHED = "published"
    LIVE = "live"
    IN_PERIODIC_REVIEW = "in_periodic_review"
    CHANGED = "changed"
    SUSPENDED = "suspended"
    CONDITION_BREACHED = "condition_breached"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DEREGISTERED = "deregistered"


STATE_NAMES: dict[State, Name] = {
    State.DRAFT: Name("draft", "草稿"),
    State.SUBMITTED: Name("submitted", "已提交"),
    State.IN_COMPLETENESS_CHECK: Name("completeness check", "形式审查"),
    State.RETURNED: Name("returned for completion", "退回补正（一次性告知）"),
    State.ACCEPTED: Name("accepted for review", "受理"),
    State.ASSESSED: Name("assessed", "已评估"),
    State.IN_CONSULTATION: Name("in consultation", "征求意见中"),
    State.DECIDED: Name("decided", "已作出决定"),
    State.REVISE_AND_RESUBMIT: Name("revise and resubmit", "修改后再审"),
    State.PUBLISHED: Name("published", "已公开登记"),
    State.LIVE: Name("live", "使用中"),
    State.IN_PERIODIC_REVIEW: Name("in periodic review", "定期复核中"),
    State.CHANGED: Name("changed: a newer version is in its place", "已变更（由新版本取代）"),
    State.SUSPENDED: Name("suspended", "中止"),
    State.CONDITION_BREACHED: Name("condition breached", "违反附加条件"),
    State.LAPSED: Name("lapsed", "失效"),
    State.WITHDRAWN: Name("withdrawn", "撤回"),
    State.DEREGISTERED: Name("deregistered", "注销"),
}


class Phase(StrEnum):
    """How far a use has gone since it is live."""

    PILOT = "pilot"
    LIMITED = "limited"
    FULL = "full"


PHASE_NAMES: dict[Phase, Name] = {
    Phase.PILOT: Name("pilot", "试点"),
    Phase.LIMITED: Name("limited", "有限范围"),
    Phase.FULL: Name("full", "全面使用"),
}


class Role(StrEnum):
    """What a person may be asked to do. The public needs no role."""

    FILER = "filer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, Name] = {
    Role.FILER: Name("filer", "申报人"),
    Role.REVIEWER: Name("reviewer", "审查人"),
    Role.APPROVER: Name("approver", "决定人"),
    Role.AUDITOR: Name("auditor", "审计人"),
    Role.ADMINISTRATOR: Name("administrator", "管理员"),
}


class Action(StrEnum):
    """What can be done with a case; those of the last block are the clock's and no person's."""

    EDIT = "edit"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    TAKE_UP = "take_up"
    RETURN_ONCE = "return_once"
    ACCEPT = "accept"
    ASSESS = "assess"
    OPEN_CONSULTATION = "open_consultation"
    RECORD_CONSULTATION = "record_consultation"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    DECIDE = "decide"
    ASK_FOR_REVISION = "ask_for_revision"
    ASK_RE_REVIEW = "ask_re_review"
    PUBLISH = "publish"
    ANNOUNCE_START = "announce_start"
    GO_LIVE = "go_live"
    NEXT_PHASE = "next_phase"
    SEND_EVIDENCE = "send_evidence"
    FILE_CHANGE = "file_change"
    CONFIRM_FACTS = "confirm_facts"
    PROPOSE_MEASURE = "propose_measure"
    RESTORE = "restore"
    SUSPEND = "suspend"
    SUSPEND_AT_ONCE = "suspend_at_once"
    WITHDRAW_APPROVAL = "withdraw_approval"
    DEREGISTER = "deregister"

    COUNT_AS_ACCEPTED = "count_as_accepted"
    ESCALATE = "escalate"
    FIND_BREACH = "find_breach"
    OPEN_REVIEW = "open_review"
    SUPERSEDE = "supersede"
    LAPSE = "lapse"


ACTION_NAMES: dict[Action, Name] = {
    Action.EDIT: Name("edit", "修改"),
    Action.SUBMIT: Name("submit", "提交"),
    Action.RESUBMIT: Name("resubmit", "重新提交"),
    Action.WITHDRAW: Name("withdraw the filing", "撤回申报"),
    Action.TAKE_UP: Name("take up the completeness check", "开始形式审查"),
    Action.RETURN_ONCE: Name("return once, with every gap", "一次性告知补正"),
    Action.ACCEPT: Name("accept for review", "受理"),
    Action.ASSESS: Name("record what the policy proposes", "记录政策方案的结论建议"),
    Action.OPEN_CONSULTATION: Name("open consultation", "征求意见"),
    Action.RECORD_CONSULTATION: Name("record what was said in consultation", "记录意见"),
    Action.PROPOSE: Name("propose a decision", "提出决定建议"),
    Action.SEND_BACK: Name("send the proposal back", "退回建议"),
    Action.DECIDE: Name("decide as proposed", "按建议作出决定"),
    Action.ASK_FOR_REVISION: Name("ask for revision, as proposed", "按建议要求修改后再审"),
    Action.ASK_RE_REVIEW: Name("ask for a review by others", "申请由他人复核"),
    Action.PUBLISH: Name("publish and number", "公开并编号"),
    Action.ANNOUNCE_START: Name("announce another start", "重新公布启用日期"),
    Action.GO_LIVE: Name("report the start", "报告启用"),
    Action.NEXT_PHASE: Name("report the next phase", "报告进入下一阶段"),
    Action.SEND_EVIDENCE: Name("send evidence", "提交证明材料"),
    Action.FILE_CHANGE: Name("file a change", "申报变更"),
    Action.CONFIRM_FACTS: Name("confirm the facts", "确认事实未变"),
    Action.PROPOSE_MEASURE: Name("propose a measure", "提出措施建议"),
    Action.RESTORE: Name("restore or keep, as proposed", "按建议恢复或维持"),
    Action.SUSPEND: Name("suspend, as proposed", "按建议中止"),
    Action.SUSPEND_AT_ONCE: Name("suspend at once, as a precaution", "先行中止"),
    Action.WITHDRAW_APPROVAL: Name("withdraw the approval, as proposed", "按建议撤回批准"),
    Action.DEREGISTER: Name("report the end of use", "报告停用并注销"),
    Action.COUNT_AS_ACCEPTED: Name("count as accepted for review", "逾期视为受理"),
    Action.ESCALATE: Name("escalate", "逾期上报"),
    Action.FIND_BREACH: Name("find a condition breached", "发现违反附加条件"),
    Action.OPEN_REVIEW: Name("open the periodic review", "启动定期复核"),
    Action.SUPERSEDE: Name("put the newer version in its place", "由新版本取代"),
    Action.LAPSE: Name("let the entry lapse", "登记失效"),
}


class Measure(StrEnum):
    """What two persons may do to a published entry."""

    RESTORE = "restore"
    SUSPEND = "suspend"
    WITHDRAW_APPROVAL = "withdraw_approval"

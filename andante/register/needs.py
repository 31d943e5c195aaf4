"""What a step can need besides a person who may take it; `checks` looks whether it is there."""

from __future__ import annotations

from enum import StrEnum

from andante.register.states import Name


class Need(StrEnum):
    """One need of a row of the table."""

    NEVER_RETURNED = "never_returned"
    EVERY_GAP = "every_gap"
    COMPLETE_OR_RETURNED = "complete_or_returned"
    POLICY_HAS_PROPOSED = "policy_has_proposed"
    STATEMENT = "statement"
    CONSULTED = "consulted"
    NO_CONSULTATION_OWED = "no_consultation_owed"
    OUTCOME_FITS = "outcome_fits"
    DEVIATION_EXPLAINED = "deviation_explained"
    NOTHING_MISSING = "nothing_missing"
    PROPOSAL = "proposal"
    AS_PROPOSED = "as_proposed"
    OUTCOME_DECIDES = "outcome_decides"
    OUTCOME_ASKS = "outcome_asks"
    REASON = "reason"
    APPROVED = "approved"
    REJECTED = "rejected"
    FIRST_RE_REVIEW = "first_re_review"
    NUMBERED = "numbered"
    MODEL_IN_FORCE = "model_in_force"
    CONDITIONS_DATED = "conditions_dated"
    REPLACED_IN_ORDER = "replaced_in_order"
    START_AHEAD = "start_ahead"
    PHASE = "phase"
    LATER_PHASE = "later_phase"
    KEPT_BEFORE_START = "kept_before_start"
    EVIDENCE = "evidence"
    CHANGE_FILING = "change_filing"
    MEASURE_FITS = "measure_fits"
    MEASURE_AS_PROPOSED = "measure_as_proposed"
    BREACHES = "breaches"
    FACTS_CONFIRMED = "facts_confirmed"
    FACTS_NOT_CONFIRMED = "facts_not_confirmed"


NEED_NAMES: dict[Need, Name] = {
    Need.NEVER_RETURNED: Name("not returned before: gaps are told once", "此前未退回：补正只告知一次"),
    Need.EVERY_GAP: Name("every gap, each with its reason", "列明全部缺项及理由"),
    Need.COMPLETE_OR_RETURNED: Name("no gap, or it was returned once already", "材料齐全，或已退回补正一次"),
    Need.POLICY_HAS_PROPOSED: Name("what the policy proposes", "政策方案的结论建议"),
    Need.STATEMENT: Name("a statement in writing", "书面说明"),
    Need.CONSULTED: Name(
        "what was said in consultation, or that nobody answered", "已记录征求意见的结果（含无人答复）"
    ),
    Need.NO_CONSULTATION_OWED: Name(
        "no consultation owed: a model, the simplified procedure, or it was held",
        "无须征求意见：模型申报、简易程序或已征求",
    ),
    Need.OUTCOME_FITS: Name(
        "an outcome; conditions with an approval with conditions, and only then",
        "一项结论；附条件批准须列条件，其他结论不得列条件",
    ),
    Need.DEVIATION_EXPLAINED: Name(
        "a written reason, to be published, where the policy proposes otherwise",
        "与政策方案建议不同时，须有将予公开的书面理由",
    ),
    Need.NOTHING_MISSING: Name(
        "nothing missing that a rule asks for, if it is to be approved", "拟批准的，规则所需信息无缺失"
    ),
    Need.PROPOSAL: Name("a proposal that waits", "有待决定的建议"),
    Need.AS_PROPOSED: Name("the outcome and conditions that were proposed", "与所提建议的结论和条件一致"),
    Need.OUTCOME_DECIDES: Name("an outcome other than needs information", "结论不是待补正"),
    Need.OUTCOME_ASKS: Name("the outcome needs information", "结论为待补正"),
    Need.REASON: Name("a written reason", "书面理由"),
    Need.APPROVED: Name("approved, with or without conditions, by two persons", "经两人批准或附条件批准"),
    Need.REJECTED: Name("rejected", "不予批准"),
    Need.FIRST_RE_REVIEW: Name("not reviewed by others before", "此前未由他人复核"),
    Need.NUMBERED: Name("a number of the public register", "公开登记编号"),
    Need.MODEL_IN_FORCE: Name(
        "for a deployment: the model behind it is approved and in force", "应用申报：所用模型已获批准且有效"
    ),
    Need.CONDITIONS_DATED: Name(
        "a date for every condition, none past without evidence", "每项条件均有期限，且无逾期未提交证明的条件"
    ),
    Need.REPLACED_IN_ORDER: Name(
        "for a change: the entry it replaces is neither breached nor suspended, and has not ended",
        "变更申报：所取代的登记未违反条件、未中止、未终止",
    ),
    Need.START_AHEAD: Name(
        "a start that is still to come, of a use that has not begun", "尚未启用，且启用日期在将来"
    ),
    Need.PHASE: Name("the phase it starts in", "启用阶段"),
    Need.LATER_PHASE: Name("a phase later than the present one", "比现阶段更后的阶段"),
    Need.KEPT_BEFORE_START: Name("every condition due by the start kept", "启用前到期的条件均已履行"),
    Need.EVIDENCE: Name("evidence for a due event", "对应到期事项的证明材料"),
    Need.CHANGE_FILING: Name("the number of the change filing", "变更申报的编号"),
    Need.MEASURE_FITS: Name("a measure that this state knows", "该状态下可采取的措施"),
    Need.MEASURE_AS_PROPOSED: Name("the measure that was proposed", "与所提建议的措施一致"),
    Need.BREACHES: Name("the due events that were not kept", "未履行的到期事项"),
    Need.FACTS_CONFIRMED: Name("the facts were confirmed", "已确认事实"),
    Need.FACTS_NOT_CONFIRMED: Name("the facts were not confirmed", "未确认事实"),
}

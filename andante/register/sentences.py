"""What people are told, in English and Chinese: what happens next to a filing, and why an action is refused.

Whole sentences with slots: {number} of the filing, {entry} in the public register, {due} the day by which.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from andante.register.states import Action, Name

NO_CLOCK = Name("a day that the policy leaves open", "政策方案未定的日期")

TOLD: dict[Action, Name] = {
    Action.SUBMIT: Name(
        "Your filing has the number {number}. Next it is checked for completeness, by {due}. "
        "If anything is missing you are told once, all of it. Keep the copy that comes with this receipt.",
        "您的申报编号为{number}。下一步是形式审查，截至{due}。如有缺项，将一次性全部告知。请保存本回执所附副本。",
    ),
    Action.RESUBMIT: Name(
        "Filing {number} has come back to us. Next it is checked, by {due}. Keep the copy with this receipt.",
        "重新提交的申报{number}已收到。下一步是审查，截至{due}。请保存本回执所附副本。",
    ),
    Action.WITHDRAW: Name(
        "Filing {number} is withdrawn at your wish. Nothing more happens to it.",
        "申报{number}已应您的要求撤回，不再办理。",
    ),
    Action.TAKE_UP: Name(
        "Filing {number} is being checked for completeness. You hear from us by {due}.",
        "申报{number}正在进行形式审查，将于{due}前答复。",
    ),
    Action.RETURN_ONCE: Name(
        "Filing {number} is returned to you with the full list of what is missing. Complete it and send it "
        "again; no second list will follow.",
        "申报{number}退回补正，并附全部缺项清单。请补正后重新提交，不再有第二次告知。",
    ),
    Action.ACCEPT: Name(
        "Filing {number} is accepted for review. That is no approval. A decision is due by {due}.",
        "申报{number}已受理。受理不等于批准。应于{due}前作出决定。",
    ),
    Action.COUNT_AS_ACCEPTED: Name(
        "The time to check filing {number} has run out, so it counts as accepted for review. That is no "
        "approval. A decision is due by {due}.",
        "申报{number}的形式审查已逾期，视为受理。受理不等于批准。应于{due}前作出决定。",
    ),
    Action.ASSESS: Name(
        "Filing {number} has been assessed under the policy. Persons decide, by {due}.",
        "申报{number}已按政策方案评估，须由人于{due}前作出决定。",
    ),
    Action.OPEN_CONSULTATION: Name(
        "Those whom filing {number} concerns are being heard. A decision is due by {due}.",
        "正就申报{number}征求相关人员意见。应于{due}前作出决定。",
    ),
    Action.DECIDE: Name(
        "Filing {number} is decided; the decision and its reasons are enclosed.",
        "申报{number}已作出决定，附决定及理由。",
    ),
    Action.ASK_FOR_REVISION: Name(
        "Filing {number} cannot be decided as it is. The reasons are enclosed; revise it and send it again.",
        "申报{number}按现状无法作出决定，附理由。请修改后重新提交。",
    ),
    Action.ASK_RE_REVIEW: Name(
        "Filing {number} is reviewed again, by others than before. A decision is due by {due}.",
        "申报{number}将由他人复核。应于{due}前作出决定。",
    ),
    Action.PUBLISH: Name(
        "Filing {number} is on the public register as {entry}. Listing is no endorsement. Report the start "
        "of use by {due}.",
        "申报{number}已公开登记，编号{entry}。登记不代表认可。请于{due}前报告启用。",
    ),
    Action.ANNOUNCE_START: Name(
        "The new start of {entry} is on the register. What is due before it is due before the new day.",
        "{entry}新的启用日期已登记，启用前应履行的条件随之顺延。",
    ),
    Action.GO_LIVE: Name(
        "The start of {entry} is on the register. Its conditions run from now; it is reviewed by {due}.",
        "{entry}的启用已登记，附加条件自此起算，将于{due}前复核。",
    ),
    Action.NEXT_PHASE: Name("The next phase of {entry} is on the register.", "{entry}的下一阶段已登记。"),
    Action.SEND_EVIDENCE: Name(
        "The evidence for {entry} has arrived. Keep the copy that comes with this receipt.",
        "{entry}的证明材料已收到。请保存本回执所附副本。",
    ),
    Action.FILE_CHANGE: Name(
        "A change of {entry} is filed. Until it is decided, what was approved stays in force as it is.",
        "{entry}的变更已申报。在作出决定前，原批准内容继续有效。",
    ),
    Action.CONFIRM_FACTS: Name(
        "You have confirmed the facts about {entry}. The review closes by {due}.",
        "您已确认{entry}的事实。复核将于{due}前结束。",
    ),
    Action.OPEN_REVIEW: Name(
        "The periodic review of {entry} begins. Confirm the facts by {due}, or the entry lapses.",
        "{entry}的定期复核开始。请于{due}前确认事实，否则登记失效。",
    ),
    Action.FIND_BREACH: Name(
        "A condition of {entry} was not kept. What follows is decided by {due}; you can still send evidence.",
        "{entry}的附加条件未履行。后果将于{due}前决定，您仍可提交证明材料。",
    ),
    Action.RESTORE: Name("{entry} is in force. The next date is {due}.", "{entry}有效。下一期限为{due}。"),
    Action.SUSPEND: Name(
        "{entry} is suspended; the reason is published. Without a restoration it lapses after {due}.",
        "{entry}已中止，理由公开。如未恢复，{due}之后失效。",
    ),
    Action.SUSPEND_AT_ONCE: Name(
        "{entry} is suspended at once, as a precaution; the reason is published. Without a restoration by "
        "two persons it lapses after {due}.",
        "{entry}已先行中止，理由公开。如未经两人恢复，{due}之后失效。",
    ),
    Action.WITHDRAW_APPROVAL: Name(
        "The approval of {entry} is withdrawn; the reason is published.", "{entry}的批准已撤回，理由公开。"
    ),
    Action.DEREGISTER: Name(
        "The end of {entry} is on the register. Its history stays readable.",
        "{entry}已注销，历史记录仍可查阅。",
    ),
    Action.SUPERSEDE: Name(
        "A newer version is in the place of this entry. Its history stays readable.",
        "该登记已由新版本取代，历史记录仍可查阅。",
    ),
    Action.LAPSE: Name(
        "{entry} has lapsed: its time ran out without an answer.", "{entry}已失效：逾期未答复。"
    ),
    Action.ESCALATE: Name(
        "The time for filing {number} has run out without an answer from us. It has gone to those above; "
        "silence is no approval. The new date is {due}.",
        "申报{number}逾期未获答复，已上报。逾期未答复不视为批准。新的期限为{due}。",
    ),
}
"""What the filer hears after an action; actions that are not named tell nothing new."""


class Audience(StrEnum):
    """Who may read the reason of a refusal. Auditors may read every one."""

    AUDITORS = "auditors"
    ACTOR = "actor"
    FILERS = "filers"
    STAFF = "staff"


class Refusal(StrEnum):
    """Why a person may not do something."""

    NOT_YOURS_TO_SEE = "not_yours_to_see"
    NO_ROLE = "no_role"
    ROLE = "role"
    STATE = "state"
    BY_CLOCK = "by_clock"
    NOT_OWN = "not_own"
    OWN_FILING = "own_filing"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SAME_PERSON = "same_person"
    EXCLUDED = "excluded"
    OWN_ROLES = "own_roles"
    ROLES_CLASH = "roles_clash"


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """A refusal in words, and who may read them."""

    en: str
    zh: str
    shown_to: frozenset[Audience]


_ALL = frozenset(Audience)
_INSIDE = frozenset({Audience.ACTOR, Audience.STAFF})

NEUTRAL = Name("There is no such thing here, or it is not for you.", "没有此项内容，或您无权办理。")
"""What everyone else reads: the same words as for a filing that does not exist."""

REFUSALS: dict[Refusal, RefusalWords] = {
    Refusal.NOT_YOURS_TO_SEE: RefusalWords(
        "This filing is not public, and it is not yours.", "该申报尚未公开，且不属于您。", frozenset()
    ),
    Refusal.NO_ROLE: RefusalWords("You have no role in this register.", "您在本登记册中没有角色。", _ALL),
    Refusal.ROLE: RefusalWords("This is for {roles}.", "此操作限于{roles}。", _ALL),
    Refusal.STATE: RefusalWords(
        "This cannot be done while the case is: {state}.", "案件处于“{state}”状态时不能办理。", _ALL
    ),
    Refusal.BY_CLOCK: RefusalWords(
        "The register does this itself when a day is over; no person does.",
        "此项由登记系统到期自动办理。",
        _ALL,
    ),
    Refusal.NOT_OWN: RefusalWords("Only those who file it can do this.", "仅该申报的申报人可以办理。", _ALL),
    Refusal.OWN_FILING: RefusalWords(
        "This is your own filing; others decide on it.", "这是您本人的申报，须由他人决定。", _INSIDE
    ),
    Refusal.ADMINISTRATOR: RefusalWords(
        "Administrators manage people and never decide.", "管理员只管理人员，不作决定。", _INSIDE
    ),
    Refusal.AUDITOR: RefusalWords(
        "Auditors read everything and change nothing.", "审计人可查阅一切，但不作改动。", _INSIDE
    ),
    Refusal.SAME_PERSON: RefusalWords(
        "You proposed this; another person has to take it.", "该建议由您提出，须由另一人决定。", _INSIDE
    ),
    Refusal.EXCLUDED: RefusalWords(
        "You took part in the decision that others now review.", "您参与过现由他人复核的决定。", _INSIDE
    ),
    Refusal.OWN_ROLES: RefusalWords("Nobody changes their own roles.", "任何人不得更改自己的角色。", _INSIDE),
    Refusal.ROLES_CLASH: RefusalWords(
        "These roles cannot be one person's: who administers or audits does not decide.",
        "这些角色不能由同一人担任：管理或审计者不作决定。",
        _INSIDE,
    ),
}

"""The notice to workers: one page, plain words; what is not known is said to be not known."""

from __future__ import annotations

from dataclasses import dataclass

from andante.assessment.document.desk import Desk
from andante.assessment.document.legible import shortened, width
from andante.assessment.document.people import occupation_name, touched
from andante.assessment.document.system import said_tasks
from andante.assessment.document.view import Block, Notice, Paragraph, Points, Section
from andante.filing.conditions import Condition
from andante.filing.outcomes import Outcome
from andante.numbers import number

STEPS_SHOWN = 3
LETTERS_A_LINE = 70
LINES_A_PAGE = 40
LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Room:
    """How much of what people wrote a notice holds; what is longer is cut, with a pointer to the document.

    `text`, `task`, `name` and `title` are widths in letters, the others how many are named.
    """

    text: int
    task: int
    name: int
    title: int
    tasks: int
    occupations: int
    conditions: int
    policies: int


ROOMY = Room(text=260, task=130, name=80, title=120, tasks=4, occupations=4, conditions=6, policies=2)
TIGHT = Room(text=120, task=70, name=40, title=40, tasks=2, occupations=2, conditions=3, policies=1)


def notice_of(desk: Desk) -> Notice:
    """The notice, in the order in which a worker asks; cut more tightly where it would not fit one page."""
    roomy = _notice(desk, ROOMY)
    return roomy if lines_of(roomy) <= LINES_A_PAGE else _notice(desk, TIGHT)


def lines_of(notice: Notice) -> int:
    """About how many lines of a printed page the notice takes; its title is twice as large."""
    texts = [notice.title, notice.title, notice.byline]
    for part in notice.parts:
        for block in part.blocks:
            if isinstance(block, Paragraph):
                texts.append(block.text)
            elif isinstance(block, Points):
                texts += block.items
    return sum(-(-width(text) // LETTERS_A_LINE) for text in texts)


def _notice(desk: Desk, room: Room) -> Notice:
    say, deployment = desk.say, desk.assessment.deployment
    parts = (
        _part(desk, "changes", [_purpose(desk, room), _tasks(desk, room)]),
        _part(desk, "whom", _whom(desk, room)),
        _part(desk, "when", [_when(desk)]),
        _part(desk, "offered", [_offers(desk)]),
        _part(desk, "decided", _decided(desk, room)),
        _part(desk, "ask", [_contact(desk, room, deployment.contacts.ask, "ask")]),
        _part(desk, "object", [_contact(desk, room, deployment.contacts.object_to, "object")]),
        _part(desk, "register", [_register(desk)]),
        _part(desk, "unknown", [_unknown(desk)]),
    )
    return Notice(
        say=say,
        title=say(_title_key(desk), system=_short(desk, deployment.name, room.name) or say("unnamed")),
        byline=say(
            "notice.byline",
            employer=_short(desk, deployment.contacts.employer, room.name) or say("notice.no_employer"),
            day=desk.day(desk.assessment.on),
        ),
        parts=parts,
        state=say("notice.state"),
        version=desk.assessment.version,
    )


def _title_key(desk: Desk) -> str:
    """What is not decided, or rejected, only would change the work."""
    outcomes = {each.decision.outcome for each in desk.assessment.decisions}
    open_still = not outcomes or outcomes & {Outcome.NEEDS_INFORMATION, Outcome.REJECT}
    return "notice.title.open" if open_still else "notice.title"


def _part(desk: Desk, name: str, blocks: list[Block]) -> Section:
    return Section(name, desk.say(f"notice.{name}"), tuple(blocks))


def _short(desk: Desk, text: str | None, most: int) -> str:
    if not text or not text.strip():
        return ""
    return shortened(text, most, desk.say("notice.in_full"))


def _purpose(desk: Desk, room: Room) -> Block:
    purpose = _short(desk, desk.assessment.deployment.purpose, room.text)
    return Paragraph(purpose or desk.say("notice.no_purpose"))


def _tasks(desk: Desk, room: Room) -> Block:
    deployment, say = desk.assessment.deployment, desk.say
    if not deployment.tasks:
        return Paragraph(say("notice.no_tasks"))
    points = []
    for task in said_tasks(desk)[: room.tasks]:
        key = "notice.task.unknown" if task.mode is None else f"notice.task.{task.mode}"
        points.append(say(key, task=_short(desk, task.words, room.task).rstrip(".。")))
    rest = len(deployment.tasks) - room.tasks
    if rest > 0:
        points.append(say("notice.more_tasks", count=rest))
    return Points(tuple(points))


def _whom(desk: Desk, room: Room) -> list[Block]:
    say, impact = desk.say, desk.assessment.impact
    if not desk.assessment.deployment.tasks:
        return [Paragraph(say("notice.whom_unknown"))]
    people = desk.span(impact.people_affected, 0)
    if impact.work_known:
        said = say("notice.people", people=people, work=desk.span(impact.taken_over))
    else:
        low, _, high = desk.ends(impact.taken_over)
        said = say("notice.people_bounds", people=people, low=low, high=high)
    blocks: list[Block] = [Paragraph(said)]
    rows = touched(desk)
    if rows:
        shown = desk.listed(
            say(
                "notice.occupation",
                title=_short(desk, occupation_name(desk, row), room.title),
                people=desk.people(row.headcount),
            )
            for row in rows[: room.occupations]
        )
        more = len(rows) - room.occupations
        key = "notice.occupations_more" if more > 0 else "notice.occupations"
        blocks.append(Paragraph(say(key, occupations=shown, count=more)))
    return blocks


def _when(desk: Desk) -> Block:
    deployment, say = desk.assessment.deployment, desk.say
    if deployment.start is None:
        return Paragraph(say("notice.no_start"))
    words = [say("notice.start", day=desk.day(deployment.start))]
    steps = deployment.steps
    shown = steps if len(steps) <= STEPS_SHOWN else (*steps[: STEPS_SHOWN - 1], steps[-1])
    if shown:
        listed = ("；" if desk.chinese else "; ").join(
            say("notice.step", day=desk.day(step.start), share=desk.share(step.share)) for step in shown
        )
        words.append(say("notice.steps", steps=listed))
    if deployment.notice_days is None:
        words.append(say("notice.no_notice"))
    else:
        words.append(say("notice.notice", days=number(deployment.notice_days, 0)))
    return Paragraph(desk.joined(*words))


def _offers(desk: Desk) -> Block:
    """What is offered, what is not, and where nothing is said: three different sentences."""
    deployment, say = desk.assessment.deployment, desk.say
    train, move = deployment.retraining, deployment.reassignment
    training, posts = (
        [_offer(desk, "retraining", train.offered)],
        [_offer(desk, "reassignment", move.offered)],
    )
    if train.offered and train.places is not None:
        training.append(say("notice.places", places=number(train.places, 0)))
    if move.offered and move.posts is not None:
        posts.append(say("notice.posts", posts=number(move.posts, 0)))
    if move.offered and move.pay_floor is not None:
        posts.append(say("notice.pay_floor", share=desk.share(move.pay_floor)))
    return Points(
        (desk.joined(*training), desk.joined(*posts), _offer(desk, "entry", deployment.entry_hiring_kept))
    )


def _offer(desk: Desk, what: str, answer: bool | None) -> str:
    state = "unknown" if answer is None else "yes" if answer else "no"
    return desk.say(f"notice.{what}.{state}")


def _decided(desk: Desk, room: Room) -> list[Block]:
    """What each policy says; an undecided or unsent filing is never called done."""
    say, decisions = desk.say, desk.assessment.decisions
    if not decisions:
        return [Paragraph(say("notice.no_policy"))]
    blocks: list[Block] = []
    for each in decisions[: room.policies]:
        decision = each.decision
        policy = _short(desk, desk.pick(decision.policy_title, each.title_zh), room.title)
        result = f"notice.result.{decision.outcome.word}"
        blocks.append(Paragraph(say(result, policy=policy, conditions=len(decision.conditions))))
        if decision.conditions:
            blocks.append(_conditions(desk, room, decision.conditions))
    words = []
    if len(decisions) > room.policies:
        words.append(say("notice.more_policies", count=len(decisions) - room.policies))
    if any(each.decision.outcome is Outcome.REJECT for each in decisions):
        words.append(say("notice.not_to_start"))
    return [*blocks, Paragraph(desk.joined(*words, say("notice.design")))]


def _conditions(desk: Desk, room: Room, conditions: tuple[Condition, ...]) -> Block:
    """Conditions by their titles."""
    titles = [
        _short(desk, desk.pick(each.title, each.title_zh), room.title)
        for each in conditions[: room.conditions]
    ]
    more = len(conditions) - room.conditions
    titles += [desk.say("notice.more_conditions", count=more)] if more > 0 else []
    return Paragraph(desk.say("notice.conditions", conditions=("；" if desk.chinese else "; ").join(titles)))


def _contact(desk: Desk, room: Room, text: str | None, what: str) -> Block:
    return Paragraph(_short(desk, text, room.text) or desk.say(f"notice.no_{what}"))


def _register(desk: Desk) -> Block:
    """Where the register says what was decided: whole, so that it can be typed from paper."""
    page = _short(desk, desk.assessment.deployment.contacts.register_page, LONGEST_ADDRESS)
    return Paragraph(desk.say("notice.registered", page=page) if page else desk.say("notice.no_register"))


def _unknown(desk: Desk) -> Block:
    """What matters most to a worker and is not known."""
    assessment, say = desk.assessment, desk.say
    found = [say("notice.unknown.who")]
    if not assessment.impact.work_known:
        found.append(say("notice.unknown.work"))
    if assessment.deployment.consultation.held is None:
        found.append(say("notice.unknown.heard"))
    elif not assessment.deployment.consultation.held:
        found.append(say("notice.not_heard"))
    return Points((*found, say("notice.unknown.future")))

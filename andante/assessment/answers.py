"""The questions of a deployment file: one table for the reader, the schema, `--new` and the docs.

An answer is found in the file under `path` and kept in the Deployment under `attribute`. Every answer may be
left out; it is then missing and never read as "no".
"""

from __future__ import annotations

from andante.assessment.answer import SHARE, Answer, choice, date, flag, number, text
from andante.filing.deployment_fields import SECTORS

PEOPLE = 1e9


SYSTEM: tuple[Answer, ...] = (
    choice(
        "language",
        "language",
        "In which language is this file written?",
        "本文件使用哪种语言？",
        ("en", "zh"),
    ),
    text("system.name", "name", "What is the system called?", "系统名称是什么？"),
    text("system.purpose", "purpose", "What is it for, in plain words?", "系统用途是什么（请用通俗语言）？"),
    choice(
        "system.mode",
        "mode",
        "On the whole: do people keep the work and the system assists (augment), or does it take the work"
        " over (automate)?",
        "总体而言：系统辅助人员完成工作（augment），还是替代人员工作（automate）？",
        ("augment", "automate"),
    ),
    choice(
        "system.autonomy",
        "autonomy",
        "Does the system advise, act under supervision, or act alone?",
        "系统是提出建议（advice）、在监督下行动（supervised），还是自主行动（autonomous）？",
        ("advice", "supervised", "autonomous"),
    ),
    flag(
        "system.high_impact_decision",
        "high_impact_decision",
        "Does it decide on hiring, pay, dismissal, credit, health or safety of persons?",
        "系统是否就招用、报酬、解雇、信贷、健康或安全对人作出决定？",
    ),
    flag(
        "system.human_final_decision",
        "human_final_decision",
        "Does a person take the final decision on each case?",
        "每项决定是否由人作出最终决定？",
    ),
    number(
        "system.override.rate",
        "override.rate",
        "Of the proposals looked at, which share did people overrule (as measured)?",
        "在已核查的系统建议中，人工改判的比例（实测）是多少？",
        SHARE,
        1.0,
        "Leave it out where it has not been measured. Under 0.01 the review may be a rubber stamp.",
    ),
    number(
        "system.override.cases",
        "override.cases",
        "How many proposals was that measured on?",
        "该比例基于多少条系统建议？",
        "proposals",
        1e12,
        whole=True,
    ),
    text("system.override.period", "override.period", "Over which period?", "统计期间是什么？"),
    text(
        "system.how_stopped",
        "how_stopped",
        "How is the system stopped, and by whom?",
        "系统如何停止、由谁停止？",
    ),
    flag(
        "system.reversible",
        "reversible",
        "Can the work go back to people within a month?",
        "工作能否在一个月内恢复由人完成？",
    ),
    text("model.name", "model.name", "On which model does the system run?", "系统基于哪个模型？"),
    text("model.provider", "model.provider", "Who provides the model?", "模型提供者是谁？"),
    text("model.version", "model.version", "Which version of the model?", "模型版本是什么？"),
    choice(
        "model.approval",
        "model.approval",
        "Where does the model's approval stand?",
        "模型审批状态如何？",
        ("approved", "exempt", "pending", "refused"),
    ),
    text(
        "model.approval_number",
        "model.approval_number",
        "Under which number is the model registered?",
        "模型登记号是什么？",
    ),
)

FIRM: tuple[Answer, ...] = (
    choice(
        "firm.sector",
        "sector",
        "In which ISIC section is the firm (a letter)?",
        "企业属于哪个ISIC门类（字母）？",
        SECTORS,
    ),
    number(
        "firm.workers",
        "firm_size",
        "How many workers does the firm have?",
        "企业共有多少名职工？",
        "workers",
        PEOPLE,
        low=1.0,
    ),
    number(
        "firm.other_automated_work_12m",
        "other_automated_work_12m",
        "How much work have the firm's other deployments taken over in the last twelve months?",
        "企业其他应用项目在过去十二个月内替代了多少工作量？",
        "full-time equivalents",
        PEOPLE,
        "Write 0 where there was none: it is added, against splitting one use into many.",
    ),
    text(
        "firm.currency",
        "currency",
        "In which currency are pay and costs given (three letters)?",
        "工资和费用以何种货币计（三字母代码）？",
        example="CNY",
    ),
    choice(
        "place.country",
        "place.country",
        "In which economy is the work done?",
        "工作所在经济体是哪个？",
        ("china", "united-states"),
    ),
    text(
        "place.region",
        "place.region",
        "In which province or state (ISO 3166-2)?",
        "所在省或州（ISO 3166-2代码）？",
        example="CN-GD",
    ),
    text("place.name", "place.name", "In which town?", "所在城市？"),
    number(
        "place.unemployment_rate",
        "place.unemployment_rate",
        "What is the unemployment rate of the place?",
        "当地失业率是多少？",
        SHARE,
        1.0,
    ),
    number(
        "place.youth_unemployment_rate",
        "place.youth_unemployment_rate",
        "What is the unemployment rate of the young there?",
        "当地青年失业率是多少？",
        SHARE,
        1.0,
    ),
    text("place.rates_source", "place.rates_source", "Where do these rates come from?", "上述失业率的来源？"),
)

SAFEGUARDS: tuple[Answer, ...] = (
    date("rollout.start", "start", "On which day does the system begin to work?", "系统何时开始使用？"),
    number(
        "safeguards.notice_days",
        "notice_days",
        "How many days before the start are the workers told?",
        "提前多少天告知职工？",
        "days",
        730,
    ),
    flag(
        "safeguards.entry_hiring_kept",
        "entry_hiring_kept",
        "Does the firm keep hiring beginners in these occupations at its past rate?",
        "企业是否按以往规模继续招用这些职业的新人？",
    ),
    flag(
        "safeguards.retraining.offered",
        "retraining.offered",
        "Is everyone whose work goes offered retraining?",
        "是否向每位工作被替代的人员提供转岗培训？",
    ),
    number(
        "safeguards.retraining.places",
        "retraining.places",
        "For how many people is there a place?",
        "可容纳多少人培训？",
        "people",
        PEOPLE,
    ),
    number(
        "safeguards.retraining.hours",
        "retraining.hours",
        "How long is the course?",
        "培训时长是多少？",
        "hours a person",
        1e4,
    ),
    number(
        "safeguards.retraining.cost",
        "retraining.cost",
        "What does it cost for a person?",
        "每人培训费用是多少？",
        "currency a person",
        1e9,
    ),
    Answer(
        "safeguards.retraining.into",
        "retraining.into",
        "texts",
        "For which occupations does it train?",
        "培训面向哪些职业？",
        example="[client adviser]",
    ),
    flag(
        "safeguards.reassignment.offered",
        "reassignment.offered",
        "Is everyone whose work goes offered another post at a reasonable wage?",
        "是否向每位工作被替代的人员提供待遇合理的其他岗位？",
    ),
    number(
        "safeguards.reassignment.posts",
        "reassignment.posts",
        "How many such posts are there?",
        "有多少个此类岗位？",
        "posts",
        PEOPLE,
    ),
    number(
        "safeguards.reassignment.pay_floor",
        "reassignment.pay_floor",
        "What is the least share of present pay in the new post?",
        "新岗位工资不低于现工资的比例是多少？",
        SHARE,
        2.0,
    ),
    flag(
        "consultation.held",
        "consultation.held",
        "Were workers' representatives or all staff heard?",
        "是否听取了职工代表或全体职工的意见？",
    ),
    text("consultation.with", "consultation.with_whom", "Who was heard?", "听取了谁的意见？"),
    date("consultation.on", "consultation.held_on", "On which day?", "何时听取的？"),
    text(
        "consultation.words",
        "consultation.words",
        "What did they say, in their words?",
        "他们怎么说（原话）？",
    ),
    text("consultation.answer", "consultation.answer", "What did the firm answer?", "企业如何答复？"),
    text(
        "consultation.reason_not_held",
        "consultation.reason_not_held",
        "If nobody was heard: why?",
        "如未听取意见，原因是什么？",
    ),
    flag(
        "monitoring.planned",
        "monitoring.planned",
        "Is there a plan to measure the effect on workers?",
        "是否有衡量对职工影响的计划？",
    ),
    text("monitoring.what", "monitoring.what", "What is measured?", "衡量哪些内容？"),
    text("monitoring.every", "monitoring.every", "How often?", "多久衡量一次？", example="quarter"),
    flag("review.attached", "review.attached", "Is an independent review attached?", "是否附有独立评审？"),
    text("review.by", "review.by", "By whom?", "由谁评审？"),
    date("review.on", "review.on", "Of which day?", "评审日期？"),
    date("review.absent_since", "review.absent_since", "Since when is it missing?", "自何时起缺少评审？"),
    text("contacts.employer", "contacts.employer", "Which employer signs?", "由哪个用人单位签署？"),
    text("contacts.prepared_by", "contacts.prepared_by", "Which office prepared this?", "由哪个部门编制？"),
    text("contacts.ask", "contacts.ask", "Whom can workers ask?", "职工可向谁咨询？"),
    text(
        "contacts.object_to",
        "contacts.object_to",
        "How and where can workers object?",
        "职工如何、向何处提出异议？",
    ),
    text(
        "contacts.register_page",
        "contacts.register_page",
        "Once it is registered: at which address does the register show it to workers?",
        "登记后，公开登记册面向职工的页面地址是什么？",
        example="https://register.example/workers/CN-2026-000123-3",
    ),
)

ANSWERS: tuple[Answer, ...] = (*SYSTEM, *FIRM, *SAFEGUARDS)

TASK_ANSWERS: tuple[Answer, ...] = (
    text(
        "occupation",
        "occupation",
        "Whose task is it: an ISCO-08 or O*NET-SOC code, or a job title?",
        "该任务属于哪个职业：ISCO-08或O*NET-SOC代码，或职位名称？",
        example='"4222"',
    ),
    text(
        "task",
        "task",
        "Which task: onet:ID, isco:CODE.N of the published lists, or plain words?",
        "哪项任务：公开清单中的onet:编号、isco:代码.序号，或用文字描述？",
        example='"answer questions on orders"',
    ),
    choice(
        "mode",
        "mode",
        "Taken over (automate) or assisted (augment)?",
        "替代（automate）还是辅助（augment）？",
        ("automate", "augment"),
    ),
    number(
        "share_of_time",
        "share_of_time",
        "Which share of the working time of these people goes into the task and is taken over or assisted?",
        "该任务中被替代或被辅助的时间占这些人员工作时间的比例？",
        SHARE,
        1.0,
    ),
    number("share_low", "share_low", "At least?", "至少？", SHARE, 1.0),
    number("share_high", "share_high", "At most?", "至多？", SHARE, 1.0),
)

STEP_ANSWERS: tuple[Answer, ...] = (
    date("start", "start", "From which day?", "自何日起？"),
    number(
        "share",
        "share",
        "Which share of all it will do does it do from then on?",
        "自此完成全部工作量的比例？",
        SHARE,
        1.0,
    ),
    text("name", "name", "What is the step called?", "该阶段的名称？", example="pilot"),
)

LISTS = {"tasks": TASK_ANSWERS, "rollout.steps": STEP_ANSWERS}
NEEDED = {"tasks": ("occupation", "task"), "rollout.steps": ("start", "share")}
"""The answers that an entry of a list cannot do without."""

"""Chinese for what the register says is wrong, as far as people at pages meet it; the rest is shown in English."""

# A sentence stays whole on its line, so that a translator can see it.

# ruff: noqa: E501

from __future__ import annotations

from andante.register.needs import NEED_NAMES
from andante.register.sentences import NEUTRAL, REFUSALS

SENTENCES: dict[str, str] = {
    NEUTRAL.en: NEUTRAL.zh,
    **{words.en: words.zh for words in REFUSALS.values()},
    **{words.en: words.zh for words in NEED_NAMES.values()},
    "E-mail and password do not fit.": "电子邮箱与密码不符。",
    "Check both. An administrator of the register can send a new link.": "请核对。登记册管理员可发送新的链接。",
    "This account is not active.": "该账户已停用。",
    "Ask an administrator of the register.": "请联系登记册管理员。",
    "Ask an administrator of the register for a new link.": "请向登记册管理员索取新的链接。",
    "Nobody is signed in.": "尚未登录。",
    "Nobody is signed in here, or the session is over.": "尚未登录，或登录已超时。",
    "Sign in again.": "请重新登录。",
    "This link is not known.": "没有此链接。",
    "This link was used before; it works once.": "该链接已使用过，仅可使用一次。",
    "This link was replaced by a newer one or taken back.": "该链接已被新链接取代或已收回。",
    "This link has expired.": "该链接已过期。",
    "This link opens nothing any more.": "该链接已失效。",
    "The present password is wrong.": "当前密码不正确。",
    "Take several words that do not belong together.": "请使用几个互不相关的词。",
    "This is no e-mail address.": "电子邮箱格式不正确。",
    "Write it as name@place.": "请写成name@place的形式。",
    "A person with this e-mail is in the register.": "登记册中已有使用此邮箱的人员。",
    "This form is not from a page that this browser has open here, or it is too old.": "此表单不是由本浏览器打开的页面提交，或已过期。",
    "A page elsewhere must not be able to act for you.": "其他网站的页面不得代您操作。",
    "Load the page again and send the form from there.": "请重新打开页面后提交。",
    "The case has moved on since you looked at it.": "您查看之后，案件已有变化。",
    "Look at it again, then decide.": "请重新查看后再办理。",
    "The policy is not named.": "未指明政策方案。",
    "Every filing is decided under one policy.": "每件申报按一个政策方案决定。",
    "An administrator adopts a policy first.": "须先由管理员采用政策方案。",
    "A deployment names an approved model.": "应用申报须指明已批准的模型。",
    "Look the model up in the public register.": "请在公开登记册中查找该模型。",
    "There is no filing.": "没有申报内容。",
    "The file is empty.": "文件为空。",
    "The file is no JSON.": "文件不是JSON格式。",
    "The file is no JSON that can be taken.": "文件不是可接受的JSON。",
    "Send the file as it was written.": "请原样提交文件。",
    "This kind of file is not taken.": "不接受此类文件。",
    "Save it as one of these.": "请另存为上述格式之一。",
    "The archive cannot be read.": "压缩文件无法读取。",
    "Make the ZIP again and send it.": "请重新压缩后提交。",
    "This is no assessment.": "这不是评估文件。",
    "Send the assessment.json that andante assess wrote.": "请提交andante assess生成的assessment.json。",
    "Nothing is written, or it is not said what it is.": "未填写内容，或未说明类别。",
    "The start of use is not reported.": "尚未报告启用。",
    "Report the start first.": "请先报告启用。",
    "The quarter or its figures are missing.": "缺少季度或数据。",
    "the start is still to come": "启用日期尚未到来。",
    "report it on the day": "请在当日报告。",
    "send the evidence, or put the start off": "请提交证明，或推迟启用。",
    "This is the last administrator; the register cannot be without one.": "这是最后一名管理员，登记册不能没有管理员。",
    "Only an administrator may do this.": "仅管理员可以办理。",
    "This is for reviewers, approvers and auditors.": "此项限于审查人、决定人和审计人。",
    "This is for reviewers and approvers.": "此项限于审查人和决定人。",
    "There is no such person.": "没有此人员。",
    "There is nothing here.": "没有此项内容。",
    "There is nothing here, or you may not see it.": "没有此项内容，或您无权查阅。",
    "The service met a fault of its own; it is recorded.": "服务出现故障，已作记录。",
}
"""An English sentence, letter by letter, to its Chinese one."""

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"The password has (\d+) characters; it needs at least (\d+)\.", "密码有{0}个字符，至少需要{1}个。"),
    (r"This is for the role (\w+)\.", "此项限于以下角色：{0}。"),
    (r"Another person has to (.+)\.", "须由另一人办理。"),
    (r"Write one of (.+)\.", "请填写以下之一：{0}。"),
    (r"write one of (.+)", "请填写以下之一：{0}。"),
    (r"(\S+) is not a model of the public register\.", "{0}不是公开登记册中的模型。"),
    (r"(\S+) is no model of the public register\.", "{0}不是公开登记册中的模型。"),
    (r"(\S+) is in force already\.", "{0}已经有效。"),
    (r"No policy '(.+)' is in force here\.", "政策方案{0}在此无效。"),
    (r"It is at step (\d+), you saw (\d+)\.", "现为第{0}步，您看到的是第{1}步。"),
    (r"(\S+) is not a quarter of use that is over\.", "{0}不是已结束的使用季度。"),
    (r"Use began on (\S+)\.", "启用日期：{0}。"),
    (r"(\S+) was due on (\S+) and is not shown kept", "{0}应于{1}履行，尚未证明已履行。"),
    (r"(\S+) is due before the start, and no start is announced", "{0}应在启用前履行，但未公布启用日期。"),
)
"""Patterns of English sentences with what changes in them, to Chinese ones."""

"""Personal identifiers: columns that a roster must not have, and how a value gives one away.

Nothing here returns a value that it was given: a message may show `masked(value)`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

NAMES: dict[str, tuple[str, ...]] = {
    "a name": (
        "name", "names", "full name", "first name", "given name", "last name", "family name", "surname",
        "forename", "middle name", "employee name", "worker name", "staff name", "person", "employee",
        "姓名", "名字", "员工",
        "姓", "员工姓名", "职工姓名", "人员姓名", "英文名", "曾用名", "中文名",
    ),
    "a national identity number": (
        "national id", "national id number", "national identity number", "id number", "id no", "id card",
        "identity number", "identity card", "ssn", "social security number", "social security no", "passport",
        "passport number", "passport no", "tax id", "tin", "national insurance number", "nino", "身份证",
        "身份证号", "身份证号码", "证件号", "证件号码", "公民身份号码", "护照", "护照号", "护照号码",
        "社保号", "社会保障号", "社保卡号", "社会保障号码", "居民身份证号",
    ),
    "an e-mail address": (
        "email", "e mail", "mail", "email address", "e mail address", "work email", "邮箱", "电子邮箱",
        "电子邮件", "邮件", "邮箱地址", "工作邮箱",
    ),
    "a phone number": (
        "phone", "phone number", "phone no", "telephone", "tel", "mobile", "mobile number", "mobile phone",
        "cell", "cell phone", "cellphone", "电话", "手机", "手机号", "手机号码", "联系电话", "电话号码",
        "联系方式", "移动电话",
    ),
    "an employee number": (
        "id", "employee id", "employee number", "employee no", "emp id", "emp no", "staff id", "staff number",
        "staff no", "worker id", "worker number", "person id", "person number", "personnel number",
        "personnel no", "payroll number", "payroll id", "badge", "badge number", "user id", "username",
        "工号", "员工编号", "员工号", "员工工号", "人员编号", "职工编号", "职工号", "编号", "用户名",
    ),
    "a private address or account": (
        "address", "home address", "street", "street address", "postal address", "bank account", "iban",
        "account number", "wechat", "linkedin", "住址", "家庭住址", "地址", "家庭地址", "户籍地址",
        "通讯地址", "银行卡号", "银行账号", "银行账户", "微信", "微信号",
    ),
    "a date of birth": ("date of birth", "birth date", "birthdate", "birthday", "dob", "出生日期", "生日",
                        "出生年月", "出生年月日"),
}  # fmt: skip
"""What the column holds -> the names it goes by."""

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_POST_ENDINGS = frozenset("员师工长手理人监管家官士生岗部组任务服售发计政导助班车运保护法业者夫匠")
_GIVEN_NAMES = frozenset(
    [
        "james",
        "mary",
        "robert",
        "patricia",
        "john",
        "jennifer",
        "michael",
        "linda",
        "david",
        "elizabeth",
        "william",
        "barbara",
        "richard",
        "susan",
        "joseph",
        "jessica",
        "thomas",
        "sarah",
        "charles",
        "karen",
        "christopher",
        "lisa",
        "daniel",
        "nancy",
        "matthew",
        "betty",
        "anthony",
        "margaret",
        "mark",
        "sandra",
        "donald",
        "ashley",
        "steven",
        "kimberly",
        "paul",
        "emily",
        "andrew",
        "donna",
        "joshua",
        "michelle",
        "kenneth",
        "carol",
        "kevin",
        "amanda",
        "brian",
        "george",
        "melissa",
        "edward",
        "deborah",
        "ronald",
        "stephanie",
        "timothy",
        "rebecca",
        "jason",
        "laura",
        "jeffrey",
        "helen",
        "ryan",
        "anna",
        "jacob",
        "maria",
        "peter",
        "ana",
        "jan",
        "hans",
        "jose",
        "juan",
        "luis",
        "carlos",
        "wei",
        "li",
        "ming",
        "mohammed",
        "fatima",
        "ahmed",
        "ali",
        "emma",
        "olivia",
        "noah",
        "liam",
    ]
)
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2}")
_CHINESE_ID = re.compile(r"(?<![0-9])[1-9]\d{16}[0-9Xx](?![0-9])")
_OLD_CHINESE_ID = re.compile(r"^[1-9]\d{5}\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$")
_MOBILE = re.compile(r"(?<![0-9.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9])")
_PHONE = re.compile(
    r"(?<![0-9])(?:\+|00)[1-9][0-9 ()./-]{7,18}[0-9](?![0-9])|\(\d{3}\) ?\d{3}-\d{4}|^\d{3}-\d{3}-\d{4}$"
)
_LANDLINE = re.compile(r"^0\d{2,3}[ -]\d{7,8}$")
_SSN = re.compile(r"(?<![0-9-])\d{3}-\d{2}-\d{4}(?![0-9-])")
_NUMBER_OF_A_PERSON = re.compile(r"^[A-Za-z]{1,4}[-_]?\d{4,}$|^0\d{4,}$|^\d{7,12}$")
_LONG_NUMBER = re.compile(r"(?<![0-9.])[0-9]{15,}|(?<![0-9])[0-9]{4}(?: [0-9]{4}){3}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
QUICK = r"@|[0-9][0-9 ().-]{5,}[0-9Xx]|[０-９]{7}"
"""A pattern that every value which `kind_of` names matches: large columns are sifted with it first."""


LOOKED_AT = 500
"""So many characters of a text are looked at; longer ones are in no output."""


def kind_of(value: str) -> str | None:
    """What personal identifier a text holds, or None. A person's name cannot be told from other words."""
    text = unicodedata.normalize("NFKC", value[:LOOKED_AT]).strip()
    if _EMAIL.search(text):
        return "an e-mail address"
    if any(valid_chinese_id(found.group()) for found in _CHINESE_ID.finditer(text)) or _OLD_CHINESE_ID.match(
        text
    ):
        return "a national identity number"
    if _SSN.search(text):
        return "a national identity number"
    if _LONG_NUMBER.search(text):
        return "an identity or account number"
    if _MOBILE.search(text) or _PHONE.search(text) or _LANDLINE.match(text):
        return "a phone number"
    return None


def valid_chinese_id(number: str) -> bool:
    """Whether 18 characters are a Chinese citizen number: a date of birth and the check digit of GB 11643."""
    month, day = int(number[10:12]), int(number[12:14])
    if not (1 <= month <= 12 and 1 <= day <= 31 and number[6:8] in ("18", "19", "20")):
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True)) % 11
    return "10X98765432"[rest] == number[17].upper()


def like_a_name(value: str) -> bool:
    """Whether a text looks like a person's name: a guess, never enough alone to refuse a column."""
    text = unicodedata.normalize("NFKC", value).strip()
    if re.fullmatch(r"[一-鿿]{2,3}", text):
        return text[0] in _SURNAMES and text[-1] not in _POST_ENDINGS
    parts = re.findall(r"[^\W\d_]+", text.lower())
    return 2 <= len(parts) <= 3 and (parts[0] in _GIVEN_NAMES or parts[-1] in _GIVEN_NAMES)


def masked(value: object) -> str:
    """The value as a message may show it: quoted and cut; what looks like an identifier is not shown."""
    text = " ".join(str(value)[:LOOKED_AT].split())
    if kind_of(text) or like_a_name(text) or len(re.sub(r"\D", "", text)) >= 9:
        return "(a value not shown: it may identify a person)"
    shown = "".join(char if char.isprintable() else " " for char in text)
    return f'"{shown[:37]}..."' if len(shown) > 40 else f'"{shown}"'


def identifier_of_column(name: str, values: Sequence[str], recognised: bool) -> str | None:
    """What identifier a column holds by its name (normalised) or by a sample of its values, or None.

    A recognised column is judged by e-mail addresses, phone and identity numbers in its cells alone.
    """
    running = _running_number(values)
    if not recognised:
        for kind, names in NAMES.items():
            if name in names:
                return None if running and name in ("id", "编号") else kind
    filled = [value for value in values if value]
    checked = filled[:1000]
    few = 0.2 if recognised else 0.0
    kinds = (kind_of(value) for value in checked)
    for kind, found in Counter(kind for kind in kinds if kind is not None).most_common():
        # Single cells of a recognised column are looked at when they are read.
        if (found >= 3 and found >= few * len(checked)) or (found and found >= (0.2 + few) * len(checked)):
            return kind
    if recognised or len(filled) < 5:
        return None
    distinct = set(filled)
    if 2 * len(distinct) >= len(filled) and 10 * sum(map(like_a_name, distinct)) >= 8 * len(distinct):
        return "a name"
    numbered = sum(bool(_NUMBER_OF_A_PERSON.match(value)) for value in distinct)
    like = len({len(value) for value in distinct}) == 1 or not any(value.isdigit() for value in distinct)
    if len(distinct) == len(filled) >= 10 and numbered == len(filled) and like and not running:
        return "an employee number"
    return None


def _running_number(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    if not filled or not all(re.fullmatch(r"\d{1,7}(\.0)?", value) for value in filled):
        return False
    numbers = [int(float(value)) for value in filled]
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))

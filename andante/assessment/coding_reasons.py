"""The words that say why a title was brought to an occupation, in English and Chinese."""

from __future__ import annotations

from andante.assessment.coding_titles import SOURCE_WORDS

_SENIORITY = {"entry": ("entry level", "初级"), "senior": ("senior", "高级")}
_DISAGREE = "; other lists place it in {codes}"
_DISAGREE_ZH = "；其他来源归入 {codes}"

Words = tuple[str, str]


def no_title() -> Words:
    """Neither a title nor a code."""
    return ("neither a title nor a code is given", "既无职位名称也无代码")


def nothing_alike(title: str) -> Words:
    """A title that shares nothing with any known one."""
    shown = _short(title)
    return (
        f"“{shown}” shares nothing that tells with known titles",
        f"“{shown}”与已知职位名称没有可辨别的相同之处",
    )


def too_general(title: str) -> Words:
    """A title that says a rank, but not what the work is."""
    return (
        f"“{_short(title)}” is too general to say what the work is",
        f"“{_short(title)}”过于笼统，看不出从事什么工作",
    )


def chosen(rejected: bool) -> Words:
    """A choice of the review file."""
    if rejected:
        return ("chosen in the review file: no occupation", "复核文件中选定：不是职业")
    return ("chosen in the review file", "复核文件中选定")


def known(form: str, source: str, others: tuple[str, ...], left_out: bool, seniority: str) -> Words:
    """A known title, as written or after something was left out."""
    where, where_zh = SOURCE_WORDS[source]
    rank, rank_zh = _SENIORITY.get(seniority, ("", ""))
    cut, cut_zh = "", ""
    if left_out:
        cut = f", read without {f'its rank ({rank})' if rank else 'brackets, additions or rank'}"
        cut_zh = f"（略去{f'级别词：{rank_zh}' if rank else '括号、附加内容或级别词'}）"
    codes = ", ".join(others)
    return (
        f"“{form}” stands in {where}{cut}" + (_DISAGREE.format(codes=codes) if others else ""),
        f"“{form}”见于{where_zh}{cut_zh}" + (_DISAGREE_ZH.format(codes="、".join(others)) if others else ""),
    )


def similar(nearest: str, isco: str, seniority: str) -> Words:
    """A title that is like known ones."""
    rank, rank_zh = _SENIORITY.get(seniority, ("", ""))
    return (
        f"not a known title; most like “{nearest}” and others of ISCO-08 {isco}"
        + (f", read without its rank ({rank})" if rank else ""),
        f"不是已知名称；与 ISCO-08 {isco} 的“{nearest}”等最相近"
        + (f"（略去级别词：{rank_zh}）" if rank else ""),
    )


def code(said: Words, title_alone: str) -> Words:
    """A code; `title_alone` is the group of its title where that is another one."""
    if not title_alone:
        return said
    return (
        f"{said[0]}; its title alone would be {title_alone}",
        f"{said[1]}；仅按名称则为 {title_alone}",
    )


def code_and_title(code: Words, title: Words) -> Words:
    """A code of fewer than four digits, made exact by the title."""
    return (f"{code[0]}; inside it by title: {title[0]}", f"{code[1]}；其中按名称：{title[1]}")


def unusable_code(code: Words, title: Words) -> Words:
    """A code that says nothing usable; the title was coded."""
    return (f"{code[0]}; coded by its title: {title[0]}", f"{code[1]}；改按名称：{title[1]}")


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:59] + "…"

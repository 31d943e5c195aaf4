"""The sentences of the pages, whole, with slots, in two languages."""

from __future__ import annotations

from collections.abc import Mapping

from andante.web.pages.catalogue import (
    frame_chinese,
    frame_english,
    meanings_chinese,
    meanings_english,
    office_chinese,
    office_english,
    public_chinese,
    public_english,
    work_chinese,
    work_english,
)

ENGLISH: dict[str, str] = {
    **frame_english.SENTENCES,
    **public_english.SENTENCES,
    **work_english.SENTENCES,
    **office_english.SENTENCES,
    **meanings_english.SENTENCES,
}
CHINESE: dict[str, str] = {
    **frame_chinese.SENTENCES,
    **public_chinese.SENTENCES,
    **work_chinese.SENTENCES,
    **office_chinese.SENTENCES,
    **meanings_chinese.SENTENCES,
}
CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}

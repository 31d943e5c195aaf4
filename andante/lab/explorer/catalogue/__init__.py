"""The sentences of explore.html, in two catalogues with the same keys."""

from __future__ import annotations

from collections.abc import Mapping

from andante.lab.explorer.catalogue.chinese import SENTENCES as CHINESE
from andante.lab.explorer.catalogue.english import SENTENCES as ENGLISH

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}

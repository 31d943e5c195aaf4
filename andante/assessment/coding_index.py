"""The index of known titles: word and character n-gram TF-IDF, and how like them new titles are.

Features are hashed, so that a table of titles becomes an index in one pass of array operations, without a
dictionary of features that would have to be stored: single words, pairs of neighbouring words, and runs of
three to five characters of what is written with an alphabet; runs of one to three characters with Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

BUCKETS = 1 << 19
LEAST_COSINE = 0.12
"""Titles less alike than this do not count."""
COMMONEST = 200
"""A feature of so few titles is never too common to be compared."""
ROWS_AT_ONCE = 256
"""Titles whose likeness to all known ones is held at once."""

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]
Feature = tuple[NDArray[np.int32], NDArray[np.int32], float]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_PRIMES = np.array(
    [0x100000001B3, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63], np.uint64
)
_END, _SPACE = 10, 32
_WORD_WEIGHT, _PAIR_WEIGHT = 1.0, 0.7
_ALPHABET_WEIGHT = {3: 0.35, 4: 0.35, 5: 0.35}
_CHINESE_WEIGHT = {1: 1.3, 2: 1.0, 3: 0.35}


def features(forms: Sequence[str]) -> sp.csr_matrix:
    """Return (titles, BUCKETS) the weights of the features of normal forms, before idf and length."""
    text = "".join(f"\n {form} " for form in forms) + "\n"
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    ends = codes == _END
    title = np.cumsum(ends) - 1  # of each character; the newline begins its title
    chinese = (codes >= 0x3400) & (codes <= 0x9FFF)
    found = [part for length in (1, 2, 3, 4, 5) for part in _runs(codes, ends, chinese, title, length)]
    found += _words(codes, ends, title)
    rows = np.concatenate([row for row, _, _ in found])
    columns = np.concatenate([column for _, column, _ in found])
    values = np.concatenate([np.full(row.size, weight, np.float32) for row, _, weight in found])
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(forms)))))
    # A feature that stands twice in a title has two entries: they are summed wherever the matrix is used.
    return sp.csr_matrix((values[order], columns[order], starts), shape=(len(forms), BUCKETS))


def _bucket(mixed: NDArray[np.uint64]) -> NDArray[np.int32]:
    return ((mixed * _MIX) >> np.uint64(64 - 19)).astype(np.int32)


def _runs(
    codes: NDArray[np.uint64],
    ends: NDArray[np.bool_],
    chinese: NDArray[np.bool_],
    title: Integers,
    length: int,
) -> list[Feature]:
    """Rows, columns and weight of all runs of so many characters that stay inside one title."""
    size = max(0, codes.size - length + 1)
    mixed = np.full(size, length, dtype=np.uint64)
    inside = np.ones(size, dtype=bool)
    some_chinese = np.zeros(size, dtype=bool)
    for i in range(length):
        part = slice(i, i + size)
        mixed = (mixed ^ codes[part]) * _PRIMES[i]
        mixed ^= mixed >> np.uint64(29)
        inside &= ~ends[part]
        some_chinese |= chinese[part]
    found = []
    for kept, weights in (
        (inside & some_chinese, _CHINESE_WEIGHT),
        (inside & ~some_chinese, _ALPHABET_WEIGHT),
    ):
        if length in weights:
            found.append((title[:size][kept].astype(np.int32), _bucket(mixed[kept]), weights[length]))
    return found


def _words(codes: NDArray[np.uint64], ends: NDArray[np.bool_], title: Integers) -> list[Feature]:
    """Rows, columns and weight of the words, and of the pairs of neighbouring ones."""
    apart = ends | (codes == _SPACE)
    starts = np.flatnonzero(~apart[1:] & apart[:-1]) + 1
    if not starts.size:
        return []
    place = np.arange(codes.size) - np.repeat(
        np.append(0, starts), np.diff(np.concatenate(([0], starts, [codes.size])))
    )
    with np.errstate(over="ignore"):
        power = np.cumprod(np.append(np.uint64(1), np.full(int(place.max()), _PRIMES[0], np.uint64)))
        mixed = np.where(apart, np.uint64(0), (codes + np.uint64(7)) * power[place])
        words = np.add.reduceat(mixed, starts)
        words ^= words >> np.uint64(31)
        rows = title[starts].astype(np.int32)
        alike = rows[1:] == rows[:-1]
        pairs = (words[:-1] * _PRIMES[1] + words[1:] * _PRIMES[2])[alike]
    return [(rows, _bucket(words), _WORD_WEIGHT), (rows[:-1][alike], _bucket(pairs), _PAIR_WEIGHT)]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The likeliest groups of n titles, best first.

    Attributes:
        groups: (n, k) index into the codes of the index; -1 where nothing is alike.
        shares: (n, k) part of all likeness that is the group's.
        evidence: (n) share of the best group times the cosine with its nearest title: what is calibrated.
        nearest: (n) the known title of the best group that is most alike, -1 where none is.
    """

    groups: NDArray[np.int64]
    shares: NDArray[np.float64]
    evidence: NDArray[np.float64]
    nearest: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TitleIndex:
    """T known titles with the group of each (index into `codes`, ascending), ready to be compared with.

    A group's score is the sum of the fourth powers of the cosines between a title and the group's titles (the
    nearest ones count, and several near ones more than one), times the cosine between the title and the
    group's profile, the roots of the summed weights of its titles.
    """

    codes: tuple[str, ...]
    group: NDArray[np.int32]
    idf: Floats
    by_feature: sp.csr_matrix
    profiles: sp.csr_matrix

    def weighed(self, forms: Sequence[str]) -> sp.csr_matrix:
        """(n, BUCKETS) features of unit length, weighed by how rare they are among the known titles."""
        return _unit_length(features(forms), self.idf)

    def ranked(self, forms: Sequence[str], best: int = 6, within: Sequence[str] | None = None) -> Ranked:
        """The likeliest groups of new titles; `within` holds for each a prefix that the codes must have."""
        n = len(forms)
        best = min(best, len(self.codes))
        groups = np.full((n, best), -1, dtype=np.int64)
        shares = np.zeros((n, best))
        evidence = np.zeros(n)
        nearest = np.full(n, -1, dtype=np.int64)
        for start in range(0, n, ROWS_AT_ONCE):
            rows = slice(start, min(n, start + ROWS_AT_ONCE))
            asked = None if within is None else within[rows]
            part = self._ranked_few(self.weighed(forms[rows]), best, asked)
            groups[rows], shares[rows], evidence[rows], nearest[rows] = part
        return Ranked(groups, shares, evidence, nearest)

    def _ranked_few(
        self, weighed: sp.csr_matrix, best: int, within: Sequence[str] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        alike = weighed @ self.by_feature
        n, count = weighed.shape[0], len(self.codes)
        row = np.repeat(np.arange(n), np.diff(alike.indptr))
        near = np.flatnonzero(alike.data > LEAST_COSINE)
        row, title = row[near], alike.indices[near]
        cosine = np.minimum(alike.data[near], np.float32(1)).astype(np.float64)
        square = cosine * cosine
        cell = row * count + self.group[title]
        score = np.bincount(cell, weights=square * square, minlength=n * count).astype(np.float64)
        score = score.reshape(n, count) * (weighed @ self.profiles).toarray()
        if within is not None:
            score *= np.array([[code.startswith(prefix) for code in self.codes] for prefix in within])
        order = np.argpartition(-score, best - 1, axis=1)[:, :best]
        value = np.take_along_axis(score, order, axis=1)
        ranks = np.argsort(-value, axis=1, kind="stable")
        order, value = np.take_along_axis(order, ranks, axis=1), np.take_along_axis(value, ranks, axis=1)
        share = value / np.maximum(score.sum(axis=1, keepdims=True), 1e-30)
        # The nearest title of the best group: sorted by cosine, the last one written stays.
        nearest = np.full(n, -1, dtype=np.int64)
        own = np.flatnonzero((self.group[title] == order[row, 0]) & (value[row, 0] > 0))
        own = own[np.argsort(cosine[own], kind="stable")]
        nearest[row[own]] = title[own]
        closest = np.zeros(n)
        closest[row[own]] = cosine[own]
        return np.where(value > 0, order, -1), share, share[:, 0] * closest, nearest


def build_index(forms: Sequence[str], codes: Sequence[str]) -> TitleIndex:
    """The index of known titles, given as normal forms with the code of the group of each, ascending."""
    distinct, group = np.unique(np.asarray(codes), return_inverse=True)
    counts = features(forms)
    held = np.bincount(counts.indices, minlength=BUCKETS)
    idf = (np.log((len(forms) + 1) / (held + 1)) + 0.5).astype(np.float32)
    weighed = _unit_length(counts, idf)
    group_of: NDArray[np.int32] = group.astype(np.int32)
    profiles = _profiles(weighed, group_of, distinct.size)
    # What a twentieth of all titles have in common says little and costs most: it counts for length alone.
    weighed.data[held[weighed.indices] > max(COMMONEST, len(forms) // 20)] = 0
    weighed.eliminate_zeros()
    by_feature = weighed.T.tocsr()
    return TitleIndex(tuple(distinct.tolist()), group_of, idf, by_feature, profiles)


def _profiles(weighed: sp.csr_matrix, group: NDArray[np.int32], count: int) -> sp.csr_matrix:
    """(BUCKETS, groups) the roots of the summed weights of each group's titles, of unit length."""
    titles = group.size
    members = sp.csr_matrix(
        (np.ones(titles, np.float32), group, np.arange(titles + 1)), shape=(titles, count)
    )
    sums = (members.T.tocsr() @ weighed).tocsr()
    sums.data = np.sqrt(sums.data)
    row = np.repeat(np.arange(count), np.diff(sums.indptr))
    length = np.sqrt(np.bincount(row, weights=sums.data * sums.data, minlength=count)).astype(np.float32)
    sums.data /= np.maximum(length, np.float32(1e-9))[row]
    return sums.T.tocsr()


def _unit_length(counts: sp.csr_matrix, idf: Floats) -> sp.csr_matrix:
    data = counts.data * idf[counts.indices]
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    length = np.sqrt(np.bincount(row, weights=data * data, minlength=counts.shape[0])).astype(np.float32)
    data /= np.maximum(length, np.float32(1e-9))[row]
    return sp.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.assessment.coding import load_coder
from andante.assessment.coding_confidence import KNOWN_CONFIDENCE, REVIEW_BELOW, SIMILAR_CONFIDENCE
from andante.assessment.coding_results import METHODS, SENIORITIES, STATUSES
from andante.assessment.coding_text import GENERAL, normal_form
from andante.errors import AssessmentError
from andante.reference.build.common_titles import common_titles


@pytest.fixture(scope="module")
def coder():
    return load_coder()


def coded(coder, title=None, code=None):
    return coder.matches([title], [code], [1.0])[0]


@pytest.mark.parametrize(
    ("title", "isco"),
    [
        ("客服", "4222"),
        ("在线客服", "4222"),
        ("程序员", "2512"),
        ("文案", "2641"),
        ("前台", "4226"),
        ("会计", "2411"),
        ("快递员", "9621"),
        ("主播", "2656"),
        ("客服專員", "4222"),
        ("Customer service representative", "4222"),
        ("SOFTWARE  ENGINEERS", "2512"),
        ("copywriter", "2641"),
        ("ＵＩ设计师", "2166"),
        ("Manager, Sales", "1221"),
    ],
)
def test_common_titles_are_known(coder, title, isco):
    match = coded(coder, title)
    assert (match.isco, match.status) == (isco, "coded")
    assert match.confidence >= 0.85
    assert match.isco_title
    assert match.isco_title_zh


@pytest.mark.parametrize(
    ("title", "isco", "seniority"),
    [
        ("Senior Software Engineer (m/f/d)", "2512", "senior"),
        ("Junior Copywriter", "2641", "entry"),
        ("高级会计师", "2411", "senior"),
        ("实习客服", "4222", "entry"),
        ("客服专员（双休）", "4222", ""),
        ("Accountant II", "2411", ""),
    ],
)
def test_words_of_rank_are_left_out_and_reported(coder, title, isco, seniority):
    found = coder.code([title], [None])
    assert found.isco[0] == isco
    assert SENIORITIES[found.seniority[0]] == seniority
    assert METHODS[found.method[0]] in ("reduced", "title")


def test_a_title_that_holds_its_rank_stays_what_it_is(coder):
    assert coded(coder, "chief executive").isco == "1120"
    assert METHODS[coder.code(["staff nurse"], [None]).method[0]] == "title"


@pytest.mark.parametrize(
    ("code", "isco"),
    [
        ("4222", "4222"),
        (" ４２２２ ", "4222"),
        ("4222.0", "4222"),
        ("ISCO-08 4222", "4222"),
        ("42", "42"),
        ("512", "5120"),
        ("110", "0110"),
        ("15-1252", "2512"),
        ("15-1252.00", "2512"),
        ("151252", "2512"),
        ("4-04-05-03", "4222"),
        ("4040503", "4222"),
        ("40405", "2512"),
        ("2-04-01-00", "3153"),
    ],
)
def test_codes_are_validated_and_mapped(coder, code, isco):
    match = coded(coder, code=code)
    assert (match.isco, match.status) == (isco, "coded")
    assert isco in match.reason or code.strip() in match.reason or "ISCO-08 code" in match.reason


@pytest.mark.parametrize("code", ["9999", "4", "99-9999", "9-99-99-99", "abc", "", "-1", "4222.5", "🙂"])
def test_codes_that_do_not_exist_go_to_review(coder, code):
    match = coded(coder, code=code)
    assert (match.isco, match.status) == (None, "review")
    assert match.reason
    assert match.reason_zh


def test_an_unusable_code_does_not_hide_the_title(coder):
    match = coded(coder, "客服", "9999")
    assert (match.isco, match.status) == ("4222", "coded")
    assert "9999" in match.reason
    assert "9999" in match.reason_zh


def test_a_short_code_is_made_exact_by_the_title_inside_it(coder):
    assert coded(coder, "客服", "42").isco == "4222"
    assert coded(coder, "客服", "24").isco == "24"
    assert coded(coder, "senior customer services agent, web shop", "42").isco == "4222"
    assert coded(coder, "blue sky thinker", "42").isco == "42"


@pytest.mark.parametrize(
    "title", [None, "", " ", "😀😀", "x" * 10_000, "aaaa", "12345", "....", "\x00\ud800", "\n"]
)
def test_garbage_goes_to_review_and_never_crashes(coder, title):
    match = coded(coder, title)
    assert (match.isco, match.confidence, match.status) == (None, 0.0, "review")


@pytest.mark.parametrize(
    "title", ["Manager", "Senior Engineer", "worker", "Apprentice", "员工", "高级经理", "兼职", "n/a"]
)
def test_a_title_that_names_no_work_goes_to_review(coder, title):
    match = coded(coder, title)
    assert (match.isco, match.confidence, match.status) == (None, 0.0, "review")
    assert "too general" in match.reason
    assert "笼统" in match.reason_zh


def test_no_common_title_is_too_general():
    for language in ("en", "zh"):
        assert not GENERAL & {normal_form(title) for title, _ in common_titles(language)}


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.text(max_size=12)), max_size=6))
def test_nothing_crashes_and_every_figure_keeps_its_bounds(coder, pairs):
    titles, codes = [a for a, _ in pairs], [b for _, b in pairs]
    matches = coder.matches(titles, codes, [1.0] * len(pairs))
    for match in matches:
        assert 0 <= match.confidence <= 1
        assert match.status in STATUSES
        assert (match.status == "coded") <= (match.isco is not None)
        assert match.isco is None or match.isco in coder.codes.groups
        assert match.confidence + sum(share for _, _, share in match.alternatives) <= 1 + 1e-9
        assert match.isco not in [code for code, _, _ in match.alternatives]


def test_one_title_is_coded_alike_alone_and_among_others(coder):
    titles = [title + " x" for title in coder.titles.titles[::97]] + ["电商直播客服", "猫粮品鉴官"]
    together = coder.code(titles, [None] * len(titles))
    for i in range(0, len(titles), 7):
        alone = coder.code([titles[i]], [None])
        assert alone.isco[0] == together.isco[i]
        assert alone.confidence[0] == pytest.approx(together.confidence[i], abs=1e-5)


def test_every_packaged_title_is_known_by_itself(coder):
    titles = list(coder.titles.titles)
    found = coder.code(titles, [None] * len(titles))
    assert set(np.unique(found.method).tolist()) == {METHODS.index("title")}
    np.testing.assert_array_equal(found.isco, coder.titles.isco)
    assert (found.onet != "").mean() > 0.98


def test_a_title_coded_by_likeness_has_five_alternatives_by_likelihood(coder):
    match = coded(coder, "machine learning operations analyst")
    shares = [share for _, _, share in match.alternatives]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    assert all(title for _, title, _ in match.alternatives)


def test_case_and_punctuation_do_not_matter(coder):
    titles = [title for title in coder.titles.titles[::50] if title.isascii()]
    changed = [f"  {title.upper()}. " for title in titles]
    np.testing.assert_array_equal(
        coder.code(titles, [None] * len(titles)).isco, coder.code(changed, [None] * len(titles)).isco
    )


def test_choices_come_first_and_a_bad_one_is_named(coder):
    chosen = coder.with_choices({"Crypto wizard": "2412", "nothing": "-", "客服": "42"})
    crypto, nothing, service = chosen.matches(["Crypto wizard", "nothing", "客服"], [None] * 3, [1.0] * 3)
    assert (crypto.isco, crypto.status, crypto.confidence) == ("2412", "coded", 1.0)
    assert (nothing.isco, nothing.status) == (None, "rejected")
    assert service.isco == "42"
    assert coder.matches(["客服"], [None], [1.0])[0].isco == "4222"
    with pytest.raises(AssessmentError) as error:
        coder.with_choices({"a": "9999", "b": "?", "c": "4222"})
    assert len(error.value.problems) == 2


def test_confidence_rises_with_the_evidence():
    for steps in SIMILAR_CONFIDENCE.values():
        assert list(steps) == sorted(steps)
        assert steps[0] < REVIEW_BELOW < steps[-1]
    assert all(0 < share < 1 for share in KNOWN_CONFIDENCE.values())


def test_held_out_titles_are_not_met_again():
    form = normal_form("在线客服")
    without = load_coder(without=frozenset({form}))
    assert METHODS[without.code(["在线客服"], [None]).method[0]] == "similar"
    assert form not in without.titles.entry
    assert form not in without.titles.row_forms


def test_a_coder_travels_to_another_process(coder):
    again = pickle.loads(pickle.dumps(coder.code(["客服"], [None])))
    assert again.isco[0] == "4222"

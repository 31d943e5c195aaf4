"""RFC 8785: its own examples, and an oracle that shares nothing with the library."""

from __future__ import annotations

import json
import struct
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from andante.errors import RegisterError
from andante.register import canonical_json as module
from andante.register.canonical_json import (
    canonical_json,
    parse_canonical,
    parse_canonical_objects,
    parse_json,
)

# RFC 8785, appendix B: IEEE 754 bits and the number's text
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), inner, max_size=5)
    ),
    max_leaves=12,
)


def number_of(bits: str) -> float:
    found: float = struct.unpack(">d", bytes.fromhex(bits))[0]
    return found


def ecmascript(number: float) -> str:
    """Number::toString of ECMA-262 from the shortest digits, by its cases (k, n, s)."""
    if number == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    s, k = "".join(map(str, digits)), len(digits)
    n = k + exponent
    if k <= n <= 21:
        text = s + "0" * (n - k)
    elif 0 < n <= 21:
        text = f"{s[:n]}.{s[n:]}"
    elif -6 < n <= 0:
        text = "0." + "0" * -n + s
    else:
        text = s[0] + (f".{s[1:]}" if k > 1 else "") + f"e{'+' if n > 0 else '-'}{abs(n - 1)}"
    return ("-" if sign else "") + text


def slow(value: object) -> str:
    """Canonical JSON by the letter of the RFC."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: [*struct.iter_unpack(">H", name.encode("utf-16-be"))])
        return "{" + ",".join(f"{slow(name)}:{slow(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(slow, value)) + "]"
    if isinstance(value, str):
        short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        escaped = (short.get(ord(c)) or (c if ord(c) >= 32 else f"\\u{ord(c):04x}") for c in value)
        return '"' + "".join(escaped) + '"'
    if isinstance(value, float):
        return ecmascript(value)
    return {None: "null", True: "true", False: "false"}.get(value) if not _whole(value) else str(value)  # type: ignore[call-overload, return-value]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_of_appendix_b(bits: str, text: str) -> None:
    assert canonical_json(number_of(bits)) == text.encode()
    assert ecmascript(number_of(bits)) == text
    assert parse_canonical(text.encode()) == number_of(bits)


def test_the_example_of_section_3_2() -> None:
    given_text = (
        '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r'"string": "\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}'
    )
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )
    assert canonical_json(parse_json(given_text.encode())) == expected.encode()


def test_names_are_sorted_by_utf_16_as_in_section_3_2_3() -> None:
    given_text = (
        r'{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",'
        r'"\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",'
        r'"\u00f6":"Latin Small Letter O With Diaeresis"}'
    )
    values = list(json.loads(canonical_json(parse_json(given_text.encode()))).values())
    assert [value.split()[0] for value in values] == [
        "Carriage", "One", "Control", "Latin", "Euro", "Emoji:", "Hebrew",
    ]  # fmt: skip


@given(VALUES)
@example({"\ue000": 1, "\U00010000": 2})
@example([1e16, -1e-5, 1e-6, 1e-7, 123456789012345680000.0, 5e-324])
def test_canonical_json_is_what_the_rfc_says_and_reads_back_to_itself(value: object) -> None:
    text = canonical_json(value)
    assert text.decode() == slow(value)
    assert canonical_json(parse_json(text)) == text
    assert canonical_json(parse_canonical(text)) == text


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES), max_size=4))
def test_the_fast_reader_gives_what_the_strict_one_gives(values: list[dict[str, object]]) -> None:
    texts = [canonical_json(value) for value in values]
    assert repr(parse_canonical_objects(texts)) == repr([parse_canonical(text) for text in texts])


@given(st.dictionaries(st.text(max_size=2), SCALARS, max_size=3), st.data())
def test_the_fast_reader_accepts_no_other_text(value: dict[str, object], data: st.DataObject) -> None:
    """Any one change to canonical JSON is read as the strict reader reads it, or refused as it does."""
    value = {name: each for name, each in value.items() if not any("\ud800" <= c <= "\udfff" for c in name)}
    text = bytearray(canonical_json(value))
    at = data.draw(st.integers(0, len(text) - 1))
    text[at : at + data.draw(st.integers(0, 1))] = data.draw(
        st.sampled_from([b"", b" ", b"0", b".", b"e", b"-", b"\\u", b'"', b"}{", b","])
    )
    changed = bytes(text)
    try:
        strict = parse_canonical(changed)
    except RegisterError:
        strict = None
    try:
        fast = parse_canonical_objects([changed])[0]
    except RegisterError:
        fast = None
    assert repr(fast) == repr(strict if isinstance(strict, dict) else None)


def test_texts_that_only_together_are_json_are_refused() -> None:
    parts = [b'{"a":1},{"b":[{}', b"{}]}"]
    assert json.loads(b"[" + b",".join(parts) + b"]") == [{"a": 1}, {"b": [{}, {}]}]
    with pytest.raises(RegisterError) as caught:
        parse_canonical_objects(parts)
    assert caught.value.problems[0].where.row == 0


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        {"a": {1, 2}},
        b"x",
    ],
)
def test_values_without_canonical_json_are_refused(value: object) -> None:
    with pytest.raises(RegisterError):
        canonical_json(value)


def test_nesting_without_end_is_refused() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(RegisterError, match="nested too deeply"):
        canonical_json(deep)
    with pytest.raises(RegisterError, match="nested too deeply"):
        parse_json(b"[" * 100_000 + b"]" * 100_000)
    while deep:  # taken apart in steps, not by the interpreter's recursion
        deep = deep.pop()  # type: ignore[assignment]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e400",
        b"1e-400",
        b"9007199254740993",
        b"1" * 400,
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'{"a":1,"a":2}',
        b'{"a":1,"\\u0061":2}',
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"[1,]",
        b"'a'",
        b"01",
        b'"\x01"',
    ],
)
def test_texts_that_are_not_strict_json_are_refused(text: bytes) -> None:
    with pytest.raises(RegisterError):
        parse_json(text)


@pytest.mark.parametrize(
    "text",
    [
        b"1.0",
        b"1e2",
        b"-0",
        b"-0.0",
        b"0.10",
        b"9007199254740992.0",
        b'{"b":1,"a":2}',
        b"[1, 2]",
        b'"\\u0061"',
        b'"\\/"',
        b"1E+23",
    ],
)
def test_json_that_is_not_canonical_is_told_from_where_on(text: bytes) -> None:
    parse_json(text)
    with pytest.raises(RegisterError, match="from byte"):
        parse_canonical(text)
    with pytest.raises(RegisterError, match="not canonical"):
        parse_canonical_objects([b'{"a":1}', b'{"a":' + text + b"}"])


def test_names_in_the_order_of_code_points_are_not_canonical() -> None:
    text = '{"\ue000":1,"\U00010000":2}'.encode()
    assert list(parse_json(text)) == sorted(parse_json(text))
    for texts in ([text], [b"{}", text]):
        with pytest.raises(RegisterError, match="not canonical"):
            parse_canonical_objects(texts)


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rfc8785", None)
    with pytest.raises(RegisterError, match=r"andante\[serve\]"):
        module.canonical_json(1e30)  # what the standard library would write otherwise


@given(st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([1e15, 1e-4, 1e-5, -0.0, 2500.0]))
def test_the_faster_encoder_writes_every_number_as_the_library_does(number: float) -> None:
    for value in (number, -number, float(round(number, 4)), {"a": [number, (number, "\x7f\u2028\x1f")]}):
        assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type]

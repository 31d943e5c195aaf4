"""Signed notes and checkpoints: published examples, and everything that must be refused."""

from __future__ import annotations

import base64
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_log import KEY, ORIGIN, events, signed

from andante.errors import RegisterError
from andante.register.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint, unsigned_checkpoint
from andante.register.merkle import EMPTY_ROOT
from andante.register.signed_note import (
    SigningKey,
    VerifierKey,
    new_signing_key,
    open_note,
    parse_signing_key,
    parse_verifier_key,
    sign_note,
    split_note,
)

# The example of golang.org/x/mod/sumdb/note
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
PUBLISHED_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
PUBLISHED = f"{PUBLISHED_TEXT}\n— PeterNeumann {PUBLISHED_SIGNATURE}\n".encode()
NOTE = signed(events(3))
OTHER = SigningKey("witness.example/w", bytes(32))


def test_the_published_note_opens_and_signs_to_itself() -> None:
    key = parse_verifier_key(PUBLISHED_KEY)
    assert (key.name, key.id.hex(), str(key)) == ("PeterNeumann", "c74f20a3", PUBLISHED_KEY)
    assert open_note(PUBLISHED, key) == PUBLISHED_TEXT
    secret = parse_signing_key(PUBLISHED_SECRET)
    assert secret.text() == PUBLISHED_SECRET
    assert secret.verifier() == key
    assert sign_note(PUBLISHED_TEXT, secret) == PUBLISHED  # Ed25519 has no randomness


def test_the_examples_of_the_specifications_have_their_form() -> None:
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa"
        " Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    found = unsigned_checkpoint(note.encode())
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    text, signatures = split_note(
        (
            "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
            "— quasimodo.example/salvatore"
            " NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
        ).encode()
    )
    assert text.endswith("sole:\n\ned è subito sera.\n")
    assert [(name, len(blob)) for name, blob in signatures] == [("quasimodo.example/salvatore", 68)]


def test_the_form_of_our_own() -> None:
    text, _, rest = NOTE.decode().partition("\n\n")
    origin, size, root = text.split("\n")
    assert (origin, size, len(base64.b64decode(root))) == (ORIGIN, "3", 32)
    assert rest.startswith(f"— {ORIGIN} ")
    assert open_checkpoint(NOTE, KEY.verifier()) == Checkpoint(ORIGIN, 3, base64.b64decode(root))
    assert open_checkpoint(signed([]), KEY.verifier()) == Checkpoint(ORIGIN, 0, EMPTY_ROOT)


def test_every_changed_byte_of_a_checkpoint_is_noticed() -> None:
    key = KEY.verifier()
    for at in range(len(NOTE)):
        for flip in (1, 2, 4, 8, 16, 32, 64, 128):
            changed = bytearray(NOTE)
            changed[at] ^= flip
            with pytest.raises(RegisterError):
                open_checkpoint(bytes(changed), key)
    for at in range(len(NOTE)):
        with pytest.raises(RegisterError):
            open_checkpoint(NOTE[:at], key)
    for added in (b"\n", b"x", b"\x00", b"\xff", NOTE):
        with pytest.raises(RegisterError):
            open_checkpoint(NOTE + added, key)


def test_signatures_of_others_are_ignored_but_must_be_well_formed() -> None:
    body = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    note = sign_checkpoint(body, OTHER, KEY)
    assert open_checkpoint(note, KEY.verifier()) == open_checkpoint(note, OTHER.verifier()) == body
    line = note.decode().splitlines(keepends=True)[-2]
    assert line.startswith(f"— {OTHER.name} ")
    renamed = note.decode().replace(line, line.replace("witness", "another"))
    assert open_checkpoint(renamed.encode(), KEY.verifier()) == body
    with pytest.raises(RegisterError, match="no signature by the key witness"):
        open_checkpoint(renamed.encode(), OTHER.verifier())
    with pytest.raises(RegisterError, match="no signature line"):
        open_checkpoint(note.decode().replace(line, "— x\n").encode(), KEY.verifier())


def test_a_valid_signature_beside_a_false_one_of_the_same_key_does_not_count() -> None:
    good, bad = NOTE.decode().splitlines()[-1], bytearray(base64.b64decode(NOTE.split()[-1]))
    bad[-1] ^= 1
    false = f"— {ORIGIN} {base64.b64encode(bad).decode()}"
    text = NOTE.decode().removesuffix(good + "\n")
    for lines in ((good, false), (false, good)):
        with pytest.raises(RegisterError, match="does not fit"):
            open_note((text + "\n".join(lines) + "\n").encode(), KEY.verifier())


def test_sixteen_signatures_are_read_and_sixty_five_are_not() -> None:
    others = [SigningKey(f"w{i}.example", bytes([i] * 32)) for i in range(15)]
    assert open_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), *others, KEY), KEY.verifier())
    with pytest.raises(RegisterError, match="at most 64"):
        open_note(NOTE + NOTE.splitlines(keepends=True)[-1] * 64, KEY.verifier())
    with pytest.raises(RegisterError, match="bytes; at most"):
        open_note(NOTE * 1000, KEY.verifier())


@pytest.mark.parametrize("control", ["\t", "\r", "\x00", "\x0b", "\x1f"])
def test_control_characters_are_refused_even_if_signed(control: str) -> None:
    text = f"a{control}b\n"
    signature = base64.b64encode(KEY.verifier().id + KEY.sign(text.encode())).decode()
    with pytest.raises(RegisterError, match="control character"):
        open_note(f"{text}\n— {ORIGIN} {signature}\n".encode(), KEY.verifier())


def test_another_key_of_the_same_name_does_not_open() -> None:
    with pytest.raises(RegisterError, match="no signature by the key"):
        open_checkpoint(NOTE, SigningKey(ORIGIN, bytes(32)).verifier())


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nR\n",
        "a\n-1\nR\n",
        "a\n 1\nR\n",
        "a\n1\nR\nextension\n",
        "\n1\nR\n",
        "a\n1\nshort=\n",
        "a\n1\nAAAA\n",
        "a\n１\nR\n",
        "a\n99999999999999999999\nR\n",
        "a\n1\nR\n\n",
        "\n",
        "a\n1_0\nR\n",
        "a\n+1\nR\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    root = base64.b64encode(EMPTY_ROOT).decode()
    with pytest.raises(RegisterError, match="not a checkpoint"):
        open_checkpoint(sign_note(text.replace("R", root), KEY), KEY.verifier())


def test_only_one_spelling_of_base64_is_read() -> None:
    """The last character of 33 or 68 bytes has unused bits; other spellings must not be a second way."""
    head, last = PUBLISHED[:-3], PUBLISHED[-3:]
    assert last == b"M=\n"
    for other in (b"N=\n", b"O=\n", b"P=\n", b"M\n", b"M==\n", b"M= \n", b"M=\r\n"):
        with pytest.raises(RegisterError):
            open_note(head + other, parse_verifier_key(PUBLISHED_KEY))


@given(
    st.text(alphabet="PeterNumann+c74f20a3ARpc2QcUPDhMQegwxbzhKqi=/ \n", max_size=80) | st.text(max_size=40)
)
def test_no_other_text_is_a_key(text: str) -> None:
    for parse in (parse_verifier_key, parse_signing_key):
        with pytest.raises(RegisterError):
            parse(text)


def test_a_changed_key_is_refused_and_a_secret_is_never_repeated() -> None:
    for text, parse in ((PUBLISHED_KEY, parse_verifier_key), (PUBLISHED_SECRET, parse_signing_key)):
        for at in range(len(text)):
            other = "B" if text[at] == "A" else "A"
            with pytest.raises(RegisterError) as caught:
                parse(text[:at] + other + text[at + 1 :])
            assert text[-20:-2] not in str(caught.value) or parse is parse_verifier_key
    assert PUBLISHED_SECRET[-30:] not in repr(parse_signing_key(PUBLISHED_SECRET))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b", "a\x00"])
def test_names_that_no_key_may_have(name: str) -> None:
    with pytest.raises(RegisterError):
        VerifierKey(name, bytes(32))
    with pytest.raises(RegisterError):
        new_signing_key(name)


def test_keys_of_another_length_or_type_are_refused() -> None:
    for make in (VerifierKey, SigningKey):
        with pytest.raises(RegisterError, match="32 bytes, not 31"):
            make("a", bytes(31))
    ecdsa = base64.b64encode(b"\x02" + bytes(32)).decode()
    with pytest.raises(RegisterError, match="type 2"):
        parse_verifier_key(f"a+00000000+{ecdsa}")


def test_new_keys_differ_and_survive_being_written() -> None:
    keys = [new_signing_key(ORIGIN) for _ in range(3)]
    assert len({key.seed for key in keys}) == 3
    for key in keys:
        assert parse_signing_key(key.text()) == key
        assert parse_verifier_key(str(key.verifier())) == key.verifier()


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_a_traceback(data: bytes) -> None:
    for note in (data, NOTE[: len(data)] + data, data + NOTE):
        try:
            found = open_checkpoint(note, KEY.verifier())
        except RegisterError:
            continue
        assert note == NOTE
        assert found.size == 3


@pytest.mark.parametrize("text", ["no newline", "tab\t\n", "\ud800\n"])
def test_texts_that_cannot_be_signed(text: str) -> None:
    with pytest.raises(RegisterError):
        sign_note(text, KEY)


@pytest.mark.parametrize(
    "wrong",
    [
        Checkpoint("", 0, EMPTY_ROOT),
        Checkpoint("a\nb", 0, EMPTY_ROOT),
        Checkpoint("a", -1, EMPTY_ROOT),
        Checkpoint("a", 0, b""),
    ],
)
def test_a_checkpoint_that_says_nothing_is_not_signed(wrong: Checkpoint) -> None:
    with pytest.raises(RegisterError):
        sign_checkpoint(wrong, KEY)


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    key = VerifierKey("a", bytes(32))
    for work in (
        lambda: SigningKey("a", bytes(32)),
        lambda: new_signing_key("a"),
        lambda: key.signed(b"", b""),
    ):
        with pytest.raises(RegisterError, match=r"andante\[serve\]"):
            work()

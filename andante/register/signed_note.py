"""Signed notes with Ed25519 keys: text, a blank line, and one line for each signature.

The form is C2SP signed-note (https://c2sp.org/signed-note), keys are written as in Go's sumdb/note: a
verifier key `name+id+base64`, a signing key `PRIVATE+KEY+name+id+base64`. Needs the library `cryptography`
(extra `andante[serve]`), imported where it is used.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from andante.errors import Problem, RegisterError
from andante.register.canonical_json import missing_library

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
"""The signature type of plain Ed25519."""
LONGEST_NOTE = 100_000
"""Bytes of a note: room for well over the sixteen signatures that a verifier must accept."""
MOST_SIGNATURES = 64
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_ID = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name. `str()` gives `name+id+base64`."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise RegisterError(Problem(f"An Ed25519 key has 32 bytes, not {len(self.public)}."))

    @property
    def id(self) -> bytes:
        """Four bytes: SHA-256(name || newline || 0x01 || public key) cut short."""
        return sha256(self.name.encode("utf-8") + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(ED25519 + self.public)}"

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature of 64 bytes is this key's, over exactly this text."""
        try:
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        except ImportError:
            raise missing_library("cryptography", "Checking a signature") from None
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name. It is printed as its public half; `text()` is the secret."""

    name: str
    seed: bytes = field(repr=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)
    _verifier: VerifierKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise RegisterError(Problem(f"An Ed25519 key has 32 bytes, not {len(self.seed)}."))
        try:
            from cryptography.hazmat.primitives.asymmetric import ed25519
        except ImportError:
            raise missing_library("cryptography", "A signing key") from None
        private = ed25519.Ed25519PrivateKey.from_private_bytes(self.seed)  # dear: once, not for each note
        object.__setattr__(self, "_private", private)
        public = private.public_key().public_bytes_raw()
        object.__setattr__(self, "_verifier", VerifierKey(self.name, public))

    def verifier(self) -> VerifierKey:
        """The public half."""
        return self._verifier

    def sign(self, text: bytes) -> bytes:
        """The signature, 64 bytes; the same text gives the same one."""
        return self._private.sign(text)

    def text(self) -> str:
        """The secret as one line, to be kept where only the register reads it."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier().id.hex()}+{_base64(ED25519 + self.seed)}"


def new_signing_key(name: str) -> SigningKey:
    """A new key from the system's randomness. The name should be the log's address without its scheme."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        raise missing_library("cryptography", "A signing key") from None
    return SigningKey(name, Ed25519PrivateKey.generate().private_bytes_raw())


def parse_verifier_key(text: str) -> VerifierKey:
    """The key of `name+id+base64`. RegisterError where it is none, or its id is not that of the key."""
    what, mend = "This is no verifier key.", "Copy the whole line: name+id+key."
    name, identity, data = _key_parts(text, what, mend)
    key = VerifierKey(name, data)
    if key.id.hex() != identity:
        raise RegisterError(Problem(what, why=f"Its id is {key.id.hex()}, not {identity}.", mend=mend))
    return key


def parse_signing_key(text: str) -> SigningKey:
    """The key of `PRIVATE+KEY+name+id+base64`. RegisterError never repeats any of it."""
    what, mend = "This is no signing key.", "Copy the whole line: PRIVATE+KEY+name+id+key."
    prefix = "PRIVATE+KEY+"
    if not text.startswith(prefix):
        raise RegisterError(Problem(what, why=f"It does not begin with {prefix}", mend=mend))
    name, identity, data = _key_parts(text.removeprefix(prefix), what, mend)
    key = SigningKey(name, data)
    if key.verifier().id.hex() != identity:
        raise RegisterError(Problem(what, why="Its id is not that of the key.", mend=mend))
    return key


def sign_note(text: str, *keys: SigningKey) -> bytes:
    """The note: text (which ends with a newline), blank line, signatures."""
    _check_text(text)
    lines = [f"— {key.name} {_base64(key.verifier().id + key.sign(text.encode('utf-8')))}\n" for key in keys]
    return f"{text}\n{''.join(lines)}".encode()


def open_note(note: bytes, key: VerifierKey) -> str:
    """The text of a note that this key signed. RegisterError for any other and for anything malformed.

    Signatures by other keys are ignored, as the form demands, but must be well formed.
    """
    text, signatures = split_note(note)
    own = [blob[4:] for name, blob in signatures if name == key.name and blob[:4] == key.id]
    if not own:
        raise RegisterError(
            Problem(
                f"The note carries no signature by the key {key.name}+{key.id.hex()}.",
                why=f"It is signed by: {', '.join(f'{name}+{blob[:4].hex()}' for name, blob in signatures)}.",
                mend="Use the verifier key of this log.",
            )
        )
    if not all(key.signed(text.encode("utf-8"), signature) for signature in own):
        raise RegisterError(
            Problem(
                f"The signature by {key.name} does not fit the note.",
                why="The text or the signature was changed after signing, or another key was used.",
            )
        )
    return text


def split_note(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Text and (name, key id and signature) of a note whose signatures are NOT checked. RegisterError."""
    if len(note) > LONGEST_NOTE:
        raise _malformed(f"It has {len(note)} bytes; at most {LONGEST_NOTE} are read.")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"Byte {error.start} is not UTF-8.") from None
    if _CONTROL.search(whole):
        raise _malformed("It holds a control character.")
    at = whole.rfind("\n\n")
    if at < 0:
        raise _malformed("No blank line stands before the signatures.")
    text, lines = whole[: at + 1], whole[at + 2 :]
    if not lines.endswith("\n"):
        raise _malformed("Its last line does not end.")
    rows = lines[:-1].split("\n")
    if len(rows) > MOST_SIGNATURES:
        raise _malformed(f"It has {len(rows)} signatures; at most {MOST_SIGNATURES} are read.")
    return text, [_signature(row) for row in rows]


def strict_base64(text: str) -> bytes | None:
    """The bytes of standard base64 in its one spelling, or None."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if _base64(data) == text else None


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = strict_base64(encoded)
    if dash != "—" or not _is_name(name) or data is None or len(data) < 5:
        raise _malformed(f"This is no signature line: {line[:60]!r}.")
    return name, data


def _key_parts(text: str, what: str, mend: str) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    identity, _, encoded = rest.partition("+")
    data = strict_base64(encoded)
    if not _is_name(name) or not _ID.fullmatch(identity) or data is None or len(data) != 33:
        raise RegisterError(Problem(what, why="It has not the form name+id+base64 of 33 bytes.", mend=mend))
    if data[:1] != ED25519:
        raise RegisterError(Problem(what, why=f"Keys of type {data[0]} are not known, only Ed25519."))
    return name, identity, data[1:]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and name.isprintable() and not any(each.isspace() for each in name)


def _check_name(name: str) -> None:
    if not _is_name(name):
        raise RegisterError(
            Problem(
                f"A key cannot be named {name!r}.",
                why="A name is not empty and has no blanks and no plus sign.",
                mend="Use the log's address without its scheme, such as register.example/log.",
            )
        )


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text) or not _is_utf8(text):
        raise RegisterError(
            Problem("A note's text ends with a newline and holds no other control character.")
        )


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _malformed(why: str) -> RegisterError:
    return RegisterError(Problem("This is not a signed note.", why=why))

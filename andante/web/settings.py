"""What the service can be told: from the command line, the environment (ANDANTE_...) and a TOML file, in that
order.

They go before each other in that order. Every setting is declared once, in `DEFINITIONS`; docs/serving.md
prints the same table. All problems are reported at once. Secrets are `Hidden`: neither `repr` nor a log shows
them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from andante.errors import Problem, ServiceError, Where
from andante.web.hidden import Hidden

PREFIX = "ANDANTE_"
OTHER_VARIABLES = frozenset({"ANDANTE_TRACEBACK", "ANDANTE_RAW_DATA"})
"""Variables of Andante that are no settings of the service."""
MIB = 1 << 20
NO_SECRET = Hidden("")
Kind = Literal["text", "number", "yes or no", "path", "secret", "addresses", "names", "url", "table"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One setting. `low` and `high` bound a number; `choices` are the words a text may be."""

    name: str
    kind: Kind
    default: str | int | bool
    meaning: str
    low: int = 0
    high: int = 2**31
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()


DEFINITIONS: tuple[Definition, ...] = (
    Definition("host", "text", "127.0.0.1", "address to listen on"),
    Definition("port", "number", 8000, "port to listen on; 0 takes a free one", high=65535),
    Definition(
        "db", "secret", "", "database: postgresql://... or sqlite:///FILE; empty: a SQLite file in `folder`"
    ),
    Definition("folder", "path", "andante-register", "folder of the SQLite file and the log's signing key"),
    Definition("signing_key", "path", "", "file of the log's signing key; empty: log-key in `folder`"),
    Definition(
        "log_name", "text", "andante.local/register", "name of the log in its checkpoints; never changes"
    ),
    Definition(
        "policies", "names", "controlled-innovation", "packaged policies that a new register begins with"
    ),
    Definition(
        "public_url",
        "url",
        "",
        "address that people use, such as https://register.example; empty: host and port",
    ),
    Definition("tls_certificate", "path", "", "file of the certificate and its chain (PEM)"),
    Definition("tls_key", "path", "", "file of the certificate's key (PEM)"),
    Definition(
        "trusted_proxies",
        "addresses",
        "",
        "addresses of proxies that end TLS and whose forwarding headers are believed",
    ),
    Definition(
        "plain_http",
        "yes or no",
        False,
        "serve an address that others can reach without TLS; for closed networks",
    ),
    Definition("language", "text", "en", "language of pages where a visitor has none", choices=("en", "zh")),
    Definition(
        "largest_request", "number", MIB, "bytes of a request, uploads apart", low=4096, high=64 * MIB
    ),
    Definition("header_seconds", "number", 15, "seconds that the headers of a request get to arrive", 1, 600),
    Definition("body_seconds", "number", 60, "seconds that the body of a request gets to arrive", 1, 3600),
    Definition("largest_upload", "number", 32 * MIB, "bytes of an uploaded file", low=4096, high=1024 * MIB),
    Definition(
        "metrics_token", "secret", "", "bearer token for /metrics from elsewhere; empty: this machine alone"
    ),
    Definition(
        "oidc",
        "table",
        "",
        "the organisation's sign-in (OpenID Connect): issuer, client_id, roles and more, below",
    ),
    Definition("oidc_secret", "secret", "", "secret of this service at the organisation's sign-in"),
    Definition(
        "log_level", "text", "info", "least level of log lines", choices=("debug", "info", "warning", "error")
    ),
    Definition("shutdown_seconds", "number", 20, "seconds that open requests get to end", low=1, high=3600),
)
_BY_NAME = {definition.name: definition for definition in DEFINITIONS}
NAMES = tuple(_BY_NAME)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, checked. `read_settings` makes it; meanings stand in `DEFINITIONS`."""

    host: str = "127.0.0.1"
    port: int = 8000
    db: Hidden = NO_SECRET
    folder: Path = Path("andante-register")
    signing_key: Path | None = None
    log_name: str = "andante.local/register"
    policies: tuple[str, ...] = ("controlled-innovation",)
    public_url: str = ""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    plain_http: bool = False
    language: str = "en"
    largest_request: int = MIB
    header_seconds: int = 15
    body_seconds: int = 60
    largest_upload: int = 32 * MIB
    metrics_token: Hidden = NO_SECRET
    oidc: Mapping[str, Any] = field(default_factory=dict, repr=False)
    oidc_secret: Hidden = NO_SECRET
    log_level: str = "info"
    shutdown_seconds: int = 20

    @property
    def secure(self) -> bool:
        """Whether people reach the service through TLS: here, or at a proxy with an https address."""
        return self.tls_certificate is not None or self.public_url.startswith("https://")

    @property
    def oidc_issuer(self) -> str:
        """The address of the organisation's sign-in; empty where there is none."""
        return str(self.oidc.get("issuer", ""))

    @property
    def address(self) -> str:
        """The address that people use, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_certificate else 'http'}://{host}:{self.port}"

    @property
    def database(self) -> str:
        """The URL of the database, with its password: never to be printed."""
        return self.db.reveal() or f"sqlite:///{(self.folder / 'register.sqlite').as_posix()}"

    @property
    def database_shown(self) -> str:
        """The URL of the database as people may see it: without user, password and options."""
        parts = urlsplit(self.database)
        place = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{place}{port}{parts.path}"

    @property
    def embedded(self) -> bool:
        """Whether the database is the SQLite file of `folder`."""
        return not self.db

    @property
    def key_file(self) -> Path:
        """The file of the log's signing key."""
        return self.signing_key or self.folder / "log-key"


def read_settings(
    given: Mapping[str, object], environment: Mapping[str, str], file: Path | None = None
) -> Settings:
    """The settings. `given` (the command line) goes before the environment, that before the file.

    Raises ServiceError with every problem: unknown names, wrong kinds, what does not fit together.
    """
    problems: list[Problem] = []
    values: dict[str, object] = {}
    if file is not None:
        _take_file(file, values, problems)
    for definition in DEFINITIONS:
        text = environment.get(definition.variable)
        if text is not None:
            _take(definition, text, Where(field=definition.variable), values, problems)
    for name, value in given.items():
        if value is not None:
            _take(_BY_NAME[name], value, Where(field=f"--{name.replace('_', '-')}"), values, problems)
    if problems:
        raise ServiceError(problems)
    settings = Settings(**values)  # type: ignore[arg-type]
    problems = _together(settings)
    if problems:
        raise ServiceError(problems)
    return settings


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Sentences about variables that look like settings and are none, for a note."""
    known = {definition.variable for definition in DEFINITIONS} | OTHER_VARIABLES
    found = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, 1)
            found.append(f"{name} is no setting" + (f"; did you mean {near[0]}?" if near else ""))
    return found


def _take_file(file: Path, values: dict[str, object], problems: list[Problem]) -> None:
    where = Where(str(file))
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        problems.append(Problem("The settings cannot be read.", where, reason, "Give a TOML file in UTF-8."))
        return
    for name, value in content.items():
        place = Where(str(file), field=name)
        definition = _BY_NAME.get(name)
        if definition is None:
            near = get_close_matches(name, NAMES, 1)
            mend = f"Write {near[0]}." if near else f"Remove it; the settings are {', '.join(NAMES)}."
            problems.append(Problem(f"{name} is no setting.", place, mend=mend))
        else:
            _take(definition, value, place, values, problems)


def _take(
    definition: Definition, value: object, where: Where, values: dict[str, object], problems: list[Problem]
) -> None:
    """Check one value and keep it, or say what is wrong with it; a secret is never repeated."""
    try:
        values[definition.name] = _read(definition, value)
    except ValueError as error:
        problems.append(Problem(str(error), where, definition.meaning + "."))


def _read(definition: Definition, value: object) -> object:
    if definition.kind == "number":
        return _number(definition, value)
    if definition.kind == "yes or no":
        return _yes_or_no(value)
    if definition.kind in ("addresses", "names"):
        return _several(value, definition.kind == "addresses")
    if definition.kind == "table":
        if not isinstance(value, Mapping):
            raise ValueError(f"It is written as a table [{definition.name}] in the file of settings.")
        return dict(value)
    if not isinstance(value, (str, Path)):
        raise ValueError("It is not a text.")
    text = str(value)
    if any(ord(sign) < 32 for sign in text):
        raise ValueError("It holds a line break or another control character.")
    if definition.kind == "secret":
        if definition.name == "db" and text:
            _check_database(text)
        return Hidden(text)
    if definition.kind == "path":
        if not text and definition.default:
            raise ValueError("It is empty.")
        return Path(text) if text else None
    if definition.kind == "url" and text:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{text[:100]!r} is no address such as https://register.example.")
        if definition.name == "public_url" and parts.path.strip("/"):
            raise ValueError("The service has an address of its own, without a path.")
    if definition.choices and text not in definition.choices:
        raise ValueError(f"{text[:40]!r} is none of {', '.join(definition.choices)}.")
    if definition.name in ("host", "log_name") and (not text or " " in text):
        raise ValueError("It is empty or holds a space.")
    return text


def _number(definition: Definition, value: object) -> int:
    text = str(value).strip()
    if isinstance(value, (bool, float)) or not (text.isascii() and text.isdigit() and len(text) < 12):
        raise ValueError(f"{text[:40]!r} is no whole number.")
    if not definition.low <= int(text) <= definition.high:
        raise ValueError(f"{text} is not between {definition.low} and {definition.high}.")
    return int(text)


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = words.get(str(value).strip().lower())
    if found is None:
        raise ValueError(f"{str(value)[:40]!r} is neither true nor false.")
    return found


def _several(value: object, addresses: bool) -> tuple[str, ...]:
    parts = value if isinstance(value, (list, tuple)) else str(value).split(",")
    found = tuple(str(part).strip() for part in parts if str(part).strip())
    for part in found if addresses else ():
        try:
            ip_address(part)
        except ValueError:
            raise ValueError(f"{part[:60]!r} is no IP address.") from None
    return found


def _check_database(text: str) -> None:
    """Raise ValueError for a URL of another database, without repeating it: it may hold a password."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError("It is no URL.") from None
    scheme = parts.scheme.split("+")[0]
    if scheme not in ("sqlite", "postgresql"):
        raise ValueError("It begins neither with sqlite:// nor with postgresql://.")
    if scheme == "sqlite" and not text.startswith("sqlite:///"):
        raise ValueError("A SQLite file is written as sqlite:///FILE, with three slashes.")
    if scheme == "sqlite" and (parts.path in ("", "/") or ":memory:" in text):
        raise ValueError("A register needs a file, not a database in memory.")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _together(settings: Settings) -> list[Problem]:
    """What does not fit together."""
    problems = []
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        problems.append(
            Problem(
                "TLS needs a certificate and its key.",
                Where(field="tls_certificate, tls_key"),
                mend="Give both, or neither.",
            )
        )
    for name in ("tls_certificate", "tls_key"):
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            problems.append(Problem("There is no such file.", Where(str(path), field=name)))
    if settings.tls_certificate and settings.public_url.startswith("http://"):
        problems.append(
            Problem(
                "The address that people use is without TLS, but the service has a certificate.",
                Where(field="public_url"),
                mend="Write https://.",
            )
        )
    proxied = bool(settings.trusted_proxies) and settings.public_url.startswith("https://")
    open_to_others = not is_loopback(settings.host)
    if open_to_others and settings.tls_certificate is None and not proxied and not settings.plain_http:
        problems.append(
            Problem(
                f"Others can reach {settings.host}, and passwords would pass them in clear.",
                Where(field="host"),
                "The service has neither a certificate nor a proxy that ends TLS.",
                "Set tls_certificate and tls_key, or trusted_proxies and an https public_url; on a closed "
                "network, set plain_http.",
            )
        )
    issuer = settings.oidc_issuer
    if settings.oidc_secret and not issuer:
        problems.append(
            Problem(
                "There is a secret for the organisation's sign-in, but no such sign-in.",
                Where(field="oidc_secret"),
                mend="Add the table [oidc] to the file of settings.",
            )
        )
    if issuer.startswith("http://") and not is_loopback(urlsplit(issuer).hostname or ""):
        problems.append(
            Problem(
                "The organisation's sign-in is reached without TLS.",
                Where(field="oidc.issuer"),
                mend="Write https://.",
            )
        )
    return problems

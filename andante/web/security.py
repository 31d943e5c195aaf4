"""Headers that tell browsers what pages of ours may do, and which names this service answers to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from andante.web.settings import Settings, is_loopback

YEAR = 365 * 24 * 3600
ALWAYS_ANSWERED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked for by address, not by name, by what watches the service."""


def content_policy(settings: Settings) -> str:
    """What a page may load: our own files, nothing in line. A form may end at the organisation's sign-in."""
    forms = "'self'"
    if issuer := settings.oidc_issuer:
        parts = urlsplit(issuer)
        forms += f" {parts.scheme}://{parts.netloc}"
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": forms,
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""For documents that a filer sent in: shown or saved, they can do nothing."""


def headers(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The headers of every answer that does not set them itself."""
    found = [
        ("Content-Security-Policy", content_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
    if settings.secure:
        found.append(("Strict-Transport-Security", f"max-age={YEAR}"))
    return tuple(found)


OPEN_DATA = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""For public data: any page may read it, without anybody's cookies."""


def host_names(settings: Settings) -> frozenset[str] | None:
    """The names under which the service answers; None for all.

    A page elsewhere whose name was pointed at this machine (DNS rebinding) is thereby refused.
    """
    names = {"localhost", "127.0.0.1", "::1"}
    if settings.public_url:
        names.add(urlsplit(settings.public_url).hostname or "")
    elif not is_loopback(settings.host):
        return None
    if settings.host not in ("0.0.0.0", "::"):
        names.add(settings.host.lower())
    return frozenset(names)


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def same_site(pairs: Iterable[tuple[bytes, bytes]], address: str) -> bool:
    """Whether a browser says that a request comes from a page of ours, or nothing says that it does not.

    `address` is the one that people use; a proxy may put another name into the Host header.
    """
    found = {name: value.decode("latin-1").lower() for name, value in pairs}
    if site := found.get(b"sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = found.get(b"origin")
    if not origin:
        return True
    try:
        return urlsplit(origin).netloc in (found.get(b"host"), urlsplit(address).netloc.lower())
    except ValueError:
        return False

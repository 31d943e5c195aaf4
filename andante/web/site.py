"""What the service holds while it runs: settings, register, people, clock, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from andante.register.engine import open_engine
from andante.register.log_state import log_begun
from andante.register.migrate import check_migrated, is_empty, migrate
from andante.register.people import People
from andante.register.provider_settings import read_provider_settings
from andante.register.provider_sign_in import ProviderSignIn
from andante.register.signed_note import SigningKey
from andante.register.states import Role
from andante.register.store import Store
from andante.web.addresses import PROVIDER_RETURNS, SIGNED_OUT
from andante.web.limits import Limit
from andante.web.log_key import make_log_key, read_log_key
from andante.web.metrics import Metrics
from andante.web.settings import Settings

Clock = Callable[[], datetime]


NOTICES_OF_ONE, NOTICES_OF_ALL = 20, 500
"""Notices that are taken in an hour, from one network and in all."""


def system_clock() -> datetime:
    """Now, in UTC. The one place of the service that looks at the clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Site:
    """One running register. `closing` is set when it is told to stop: it is then not ready."""

    settings: Settings
    engine: Engine
    key: SigningKey
    store: Store
    people: People
    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)
    notices: Limit = field(init=False)
    provider: ProviderSignIn | None = None
    closing: bool = False

    def __post_init__(self) -> None:
        self.notices = Limit(NOTICES_OF_ONE, NOTICES_OF_ALL, self.clock)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_site(settings: Settings, clock: Clock = system_clock) -> Site:
    """Open the register. It is made where there is none; the embedded one is brought to this version.

    Another database of an earlier version has to be migrated first, by `andante register migrate`: several
    services may share it.
    RegisterError for a database or a key that cannot be used.
    """
    if settings.embedded:
        settings.folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database)
    try:
        if settings.embedded or is_empty(engine):
            migrate(engine)
        else:
            check_migrated(engine)
        key = _key(settings, engine)
        store = Store(engine, key, clock)
        people = People(engine, clock, store.append_people_event)
        _adopt(store, settings)
        provider = _provider(people, settings)
    except BaseException:
        engine.dispose()
        raise
    return Site(settings, engine, key, store, people, clock, provider=provider)


def _provider(people: People, settings: Settings) -> ProviderSignIn | None:
    """The organisation's sign-in, where it is set up."""
    if not settings.oidc:
        return None
    usual = {
        "redirect_uri": f"{settings.address}{PROVIDER_RETURNS}",
        "signed_out_uri": f"{settings.address}{SIGNED_OUT}",
    }
    values = {**usual, **settings.oidc}
    if settings.oidc_secret:
        values["client_secret"] = settings.oidc_secret.reveal()
    return ProviderSignIn(people, read_provider_settings(values))


def _key(settings: Settings, engine: Engine) -> SigningKey:
    """The log's key; a new one only where no log was begun, so that no log gets a second key."""
    if log_begun(engine) or settings.key_file.exists():
        return read_log_key(settings.key_file)
    return make_log_key(settings.key_file, settings.log_name)


@dataclass(frozen=True, slots=True)
class _Founder:
    """The register itself, when it is new: in the log as nobody's doing but its own."""

    id: str = "register"
    roles: frozenset[Role] = frozenset({Role.ADMINISTRATOR})
    organisation: str | None = None

    @property
    def acts_for(self) -> frozenset[str]:
        """Nobody's filings."""
        return frozenset()


def _adopt(store: Store, settings: Settings) -> None:
    """Put the policies of the settings in force, where the register has never had one."""
    if store.policies():
        return
    for name in settings.policies:
        store.act(_Founder(), "adopt_policy", None, {"policy": name})


def site_of(request: Request) -> Site:
    """The site that answers a request."""
    found = request.app.state.site
    assert isinstance(found, Site)
    return found


Here = Annotated[Site, Depends(site_of)]

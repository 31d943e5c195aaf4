"""The tables of people and how they get in. Secrets stand here as digests only.

Personal data are the name, e-mail and language of a person, in `PERSONS` and with their salt in
`PEOPLE_EVENTS`, and what lets the person in. Erasing empties all of it; the row stays, because decisions
refer to its id.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from andante.register.metadata import METADATA
from andante.register.moments import Moment
from andante.register.tables_log import NUMBER

ID = String(32)
DIGEST = String(64)
SELECTOR = String(16)

ORGANISATIONS = Table(
    "organisations",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("added_at", Moment, nullable=False),
)

PERSONS = Table(
    "persons",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", String(200)),
    Column("e_mail", String(320)),
    Column("e_mail_key", String(640), unique=True),
    Column("language", String(8)),
    Column("organisation", ID, ForeignKey("organisations.id"), index=True),
    Column("active", Boolean, nullable=False),
    Column("privileges", Integer, nullable=False, server_default="0"),
    Column("added_at", Moment, nullable=False),
    Column("erased_at", Moment),
    CheckConstraint("erased_at IS NULL OR (name IS NULL AND e_mail_key IS NULL)", name="erased"),
)
"""`privileges` counts changes of what the person may do; a session of an older count takes a new id."""

PERSON_ROLES = Table(
    "person_roles",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("given_at", Moment, nullable=False),
    Column("given_by", ID, ForeignKey("persons.id")),
    Column("seconded_by", ID, ForeignKey("persons.id")),
)
"""`source`: administrator, first_link or provider (the organisation's sign-in, by a claim)."""

ROLE_REQUESTS = Table(
    "role_requests",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("asked_by", ID, ForeignKey("persons.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("answered_by", ID, ForeignKey("persons.id")),
    Column("answered_at", Moment),
    Column("answer", String(16)),
)

PEOPLE_EVENTS = Table(
    "people_events",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("event", ID, nullable=False, unique=True),
    Column("kind", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("data", Text, nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("by", ID, ForeignKey("persons.id")),
    Column("second", ID, ForeignKey("persons.id")),
    Column("people_salt", LargeBinary(32), nullable=False),
    Column("details", Text),
    Column("details_salt", LargeBinary(32)),
    Column("erased_at", Moment),
)
"""Every change of people. `data` stands in the log as it is; who is concerned, and `details`, do not."""

CREDENTIALS = Table(
    "credentials",
    METADATA,
    Column("person", ID, ForeignKey("persons.id"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

PROVIDER_IDENTITIES = Table(
    "provider_identities",
    METADATA,
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False, index=True),
    Column("linked_at", Moment, nullable=False),
)

PROVIDER_SIGN_INS = Table(
    "provider_sign_ins",
    METADATA,
    Column("digest", DIGEST, primary_key=True),
    Column("selector", SELECTOR, nullable=False, index=True),
    Column("browser_digest", DIGEST, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""Sign-ins at the organisation's provider that are under way, by the digest of their state; taken once."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", DIGEST, primary_key=True),
    Column("selector", SELECTOR, nullable=False, index=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False, index=True),
    Column("method", String(16), nullable=False),
    Column("privileges", Integer, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
)
"""Open sessions; one that ended has no row."""

TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("selector", SELECTOR, nullable=False, index=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

ONE_TIME_LINKS = Table(
    "one_time_links",
    METADATA,
    Column("digest", DIGEST, primary_key=True),
    Column("selector", SELECTOR, nullable=False, index=True),
    Column("purpose", String(24), nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("made_by", ID, ForeignKey("persons.id")),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("withdrawn_at", Moment),
)

SIGN_IN_ATTEMPTS = Table(
    "sign_in_attempts",
    METADATA,
    Column("subject", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
    Column("blocked_until", Moment),
)
"""`subject`: account, address or known, and a keyed hash; no address or e-mail stands here in clear."""

SIGN_IN_KEYS = Table(
    "sign_in_keys",
    METADATA,
    Column("name", String(16), primary_key=True),
    Column("key", LargeBinary(32), nullable=False),
)

Index("ix_role_requests_open", ROLE_REQUESTS.c.answered_at, ROLE_REQUESTS.c.expires_at)

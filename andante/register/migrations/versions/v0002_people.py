"""People, organisations, and how they get in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.String(length=27)


def upgrade() -> None:
    """Make the tables of people."""
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "provider_sign_ins",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_provider_sign_ins")),
    )
    op.create_index("ix_provider_sign_ins_expires_at", "provider_sign_ins", ["expires_at"], unique=False)
    op.create_index("ix_provider_sign_ins_selector", "provider_sign_ins", ["selector"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("blocked_until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_last_at", "sign_in_attempts", ["last_at"], unique=False)
    op.create_table(
        "sign_in_keys",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sign_in_keys")),
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("e_mail", sa.String(length=320), nullable=True),
        sa.Column("e_mail_key", sa.String(length=640), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("organisation", sa.String(length=32), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("privileges", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("erased_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "erased_at IS NULL OR (name IS NULL AND e_mail_key IS NULL)", name=op.f("ck_persons_erased")
        ),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.id"], name=op.f("fk_persons_organisation_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("e_mail_key", name=op.f("uq_persons_e_mail_key")),
    )
    op.create_index("ix_persons_organisation", "persons", ["organisation"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_credentials_person_persons")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_credentials")),
    )
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_one_time_links_made_by_persons")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_one_time_links_person_persons")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_one_time_links")),
    )
    op.create_index("ix_one_time_links_person", "one_time_links", ["person"], unique=False)
    op.create_index("ix_one_time_links_selector", "one_time_links", ["selector"], unique=False)
    op.create_table(
        "people_events",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("second", sa.String(length=32), nullable=True),
        sa.Column("people_salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("details_salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("erased_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["by"], ["persons.id"], name=op.f("fk_people_events_by_persons")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_people_events_person_persons")),
        sa.ForeignKeyConstraint(["second"], ["persons.id"], name=op.f("fk_people_events_second_persons")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_people_events")),
        sa.UniqueConstraint("event", name=op.f("uq_people_events_event")),
    )
    op.create_index("ix_people_events_at", "people_events", ["at"], unique=False)
    op.create_index("ix_people_events_person", "people_events", ["person"], unique=False)
    op.create_table(
        "person_roles",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=True),
        sa.Column("seconded_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["persons.id"], name=op.f("fk_person_roles_given_by_persons")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_person_roles_person_persons")),
        sa.ForeignKeyConstraint(
            ["seconded_by"], ["persons.id"], name=op.f("fk_person_roles_seconded_by_persons")
        ),
        sa.PrimaryKeyConstraint("person", "role", "source", name=op.f("pk_person_roles")),
    )
    op.create_table(
        "provider_identities",
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["persons.id"], name=op.f("fk_provider_identities_person_persons")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_provider_identities")),
    )
    op.create_index("ix_provider_identities_person", "provider_identities", ["person"], unique=False)
    op.create_table(
        "role_requests",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_role_requests_answered_by_persons")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["persons.id"], name=op.f("fk_role_requests_asked_by_persons")),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_role_requests_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_requests")),
    )
    op.create_index("ix_role_requests_open", "role_requests", ["answered_at", "expires_at"], unique=False)
    op.create_index("ix_role_requests_person", "role_requests", ["person"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("privileges", sa.Integer(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_sessions_person_persons")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"], unique=False)
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)
    op.create_index("ix_sessions_selector", "sessions", ["selector"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("selector", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name=op.f("fk_tokens_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_index("ix_tokens_person", "tokens", ["person"], unique=False)
    op.create_index("ix_tokens_selector", "tokens", ["selector"], unique=False)

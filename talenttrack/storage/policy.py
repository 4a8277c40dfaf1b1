"""Parameters and their versions as rows. Versions are only added; no value, day or citation changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from talenttrack.domain.money import decimal_text, parse_cents
from talenttrack.domain.policy import Parameter, PolicyBook, Value, Version
from talenttrack.storage.base import Base

WHOLE_NUMBERS = frozenset({"heads", "count", "months", "days", "years"})
TEXTS = frozenset({"choice", "text"})
KINDS = WHOLE_NUMBERS | TEXTS | {"share", "hkd", "flag"}
PICKED_BY = frozenset({"service_day", "submission", "approval", "course_start", "lodging", "day_of_use"})
"""The date that picks a version; `day_of_use`, for settings, is the Hong Kong date of their application."""
CERTAINTIES = frozenset({"published", "reported", "assumed"})
_SHARE = re.compile(r"([0-9]+)/([1-9][0-9]*)")
FLAGS = {"true": True, "false": False}


def _one_of(column: str, names: frozenset[str]) -> str:
    return f"{column} IN ({', '.join(repr(name) for name in sorted(names))})"


class PolicyParameter(Base):
    """What a limit is called and how its versions are read; `ordinal` is its place on pages."""

    __tablename__ = "policy_parameter"
    __table_args__ = (
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
        CheckConstraint(_one_of("picked_by", PICKED_BY), name="picked_by"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]]
    picked_by: Mapped[str]
    reaches_back: Mapped[bool]
    setting: Mapped[bool]
    title_en: Mapped[str]
    title_zh_hant: Mapped[str]
    title_zh_hans: Mapped[str]
    ordinal: Mapped[int]


class PolicyVersion(Base):
    """One value, as canonical text, with both of its days included.

    `seed_key` (`in_force:2020-07-01`, `proposed:undated`) is how the seed finds what it brought, whatever
    officers did with it since; versions that officers proposed have none. `published_at` is None for what the
    seed brought in force: it counts as known always.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        UniqueConstraint("parameter", "number"),
        UniqueConstraint("parameter", "seed_key"),
        CheckConstraint("status IN ('in_force', 'proposed', 'rejected')", name="status"),
        CheckConstraint(_one_of("certainty", CERTAINTIES), name="certainty"),
        CheckConstraint("effective_to >= effective_from", name="days"),
        CheckConstraint("published_by <> proposed_by", name="four_eyes"),
        CheckConstraint(
            "status <> 'in_force' OR published_at IS NOT NULL OR COALESCE(seed_key, '') LIKE 'in_force:%'",
            name="published",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parameter: Mapped[str] = mapped_column(ForeignKey("policy_parameter.name"))
    number: Mapped[int]
    value: Mapped[str | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    citation: Mapped[str]
    status: Mapped[str]
    certainty: Mapped[str]
    reason: Mapped[str | None]
    seed_key: Mapped[str | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class PolicyState(Base):
    """One row, whose token the database draws anew in the transaction of every change of the two tables above."""

    __tablename__ = "policy_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str]


_books: dict[str, PolicyBook] = {}
"""Books by the token under which they were read. A token is never drawn twice, so none of them can be stale."""

BOOKS_KEPT = 20


def parse_value(kind: str, text: str | None) -> Value:
    """What rules compute with: int (money in cents), Fraction, bool or str; None for "no limit published".

    Raises ValueError where the text is not a value of that kind.
    """
    if text is None:
        return None
    if kind in WHOLE_NUMBERS:
        if not (text.isascii() and text.isdigit()):
            raise ValueError(f"{text!r} is not a whole number of {kind}")
        return int(text)
    if kind == "hkd":
        cents = parse_cents(text)
        if cents < 0:
            raise ValueError(f"{text!r} is less than nothing")
        return cents
    if kind == "share":
        return _parse_share(text)
    if kind == "flag":
        if text not in FLAGS:
            raise ValueError(f"{text!r} is neither true nor false")
        return FLAGS[text]
    if kind in TEXTS:
        return text
    raise ValueError(f"{kind!r} is no kind of parameter")


def _parse_share(text: str) -> Fraction:
    match = _SHARE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a share such as 1/2")
    share = Fraction(int(match[1]), int(match[2]))
    if share > 1:
        raise ValueError(f"{text!r} is more than the whole")
    return share


def canonical_text(kind: str, value: Value) -> str | None:
    """The one text by which a value is stored and compared: `36`, `1/2`, `20000.00`, `true`."""
    if value is None:
        return None
    if kind == "hkd" and isinstance(value, int):
        return decimal_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


def policy_book(session: Session, *, known_at: datetime | None = None) -> PolicyBook:
    """Every parameter with its versions in force, read in one query, or in none but that of the token.

    With `known_at` only versions published before that instant, so that an old night or decision sees the
    policy of its own time; what the seed brought in force counts as always known. A parameter that has only
    proposals is in the book without a version.
    """
    if known_at is not None:
        return _read_book(session, known_at)
    token = _token(session)
    if token in _books:
        return _books[token]
    book = _read_book(session, None)
    if token and token == _token(session):  # else the policy changed between the two reads
        if len(_books) >= BOOKS_KEPT:
            _books.clear()
        _books[token] = book
    return book


def _token(session: Session) -> str:
    return session.scalar(select(PolicyState.token)) or ""


def _read_book(session: Session, known_at: datetime | None) -> PolicyBook:
    in_force = and_(PolicyVersion.parameter == PolicyParameter.name, PolicyVersion.status == "in_force")
    if known_at is not None:
        known = or_(PolicyVersion.published_at.is_(None), PolicyVersion.published_at < known_at)
        in_force = and_(in_force, known)
    query = (
        select(
            PolicyParameter.name,
            PolicyParameter.kind,
            PolicyParameter.picked_by,
            PolicyParameter.reaches_back,
            PolicyVersion.number,
            PolicyVersion.value,
            PolicyVersion.effective_from,
            PolicyVersion.effective_to,
            PolicyVersion.citation,
        )
        .outerjoin(PolicyVersion, in_force)
        .order_by(PolicyParameter.ordinal, PolicyParameter.name, PolicyVersion.number)
    )
    parameters: dict[str, Parameter] = {}
    for name, kind, picked_by, reaches_back, number, value, first, last, citation in session.execute(query):
        versions = parameters[name].versions if name in parameters else ()
        if number is not None:
            versions = (*versions, Version(name, number, parse_value(kind, value), first, last, citation))
        parameters[name] = Parameter(name, kind, picked_by, reaches_back, versions)
    return PolicyBook(parameters)


def parameters(session: Session) -> Sequence[PolicyParameter]:
    """Every parameter in the order of pages."""
    order = (PolicyParameter.ordinal, PolicyParameter.name)
    return session.scalars(select(PolicyParameter).order_by(*order)).all()


def versions(session: Session) -> Sequence[PolicyVersion]:
    """Every version, whatever its status, by parameter and number."""
    order = (PolicyVersion.parameter, PolicyVersion.number)
    return session.scalars(select(PolicyVersion).order_by(*order)).all()

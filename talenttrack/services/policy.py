"""What the policy is on a day, with all that was and that is proposed: for the API and the page alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from talenttrack.domain.policy import UnknownParameter, Version
from talenttrack.services.policy_seed import SeedCounts, SeedError, load_seed
from talenttrack.storage.policy import (
    PolicyParameter,
    PolicyVersion,
    parameters,
    parse_value,
    policy_book,
    versions,
)

__all__ = [
    "PolicyLine",
    "SeedCounts",
    "SeedError",
    "VersionLine",
    "load_seed",
    "on",
    "parameter_on",
    "policy_book",
]

TEXT_KINDS = frozenset({"hkd", "share"})
"""Kinds whose value stays text in JSON, so that nothing is lost: `"20000.00"`, `"1/2"`."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. `id` is the row's, by which a proposal is published; decisions name it by `version`."""

    id: int
    version: str
    value: int | str | bool | None
    effective_from: date | None
    effective_to: date | None
    citation: str
    status: str
    certainty: str
    reason: str | None
    recorded_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A parameter on a day. `in_force` is None where no limit is published for that day.

    `history` is every version ever in force, earliest first; `proposals` are those still open, and
    `reported_current` those of them with a value that are reported to hold by that day, dated or not.
    """

    name: str
    scheme: str
    title_en: str
    title_zh_hant: str
    title_zh_hans: str
    kind: str
    choices: tuple[str, ...]
    picked_by: str
    reaches_back: bool
    setting: bool
    in_force: VersionLine | None
    proposals: tuple[VersionLine, ...]
    reported_current: tuple[VersionLine, ...]
    history: tuple[VersionLine, ...]

    @property
    def value(self) -> int | str | bool | None:
        """The value as JSON has it: `36`, `"1/2"`, `"20000.00"`, `true`; None for no limit published."""
        return self.in_force.value if self.in_force else None

    @property
    def version(self) -> str | None:
        return self.in_force.version if self.in_force else None

    @property
    def effective_from(self) -> date | None:
        return self.in_force.effective_from if self.in_force else None

    @property
    def effective_to(self) -> date | None:
        return self.in_force.effective_to if self.in_force else None

    @property
    def citation(self) -> str | None:
        return self.in_force.citation if self.in_force else None

    @property
    def status(self) -> str:
        """`in_force`, or `no_limit_published`."""
        return self.in_force.status if self.in_force else "no_limit_published"

    @property
    def certainty(self) -> str | None:
        return self.in_force.certainty if self.in_force else None

    def title(self, language: str) -> str:
        """The title in a language given as code, tag or locale (`zh-Hant`, `zh_Hans_CN`); else in English."""
        tag = language.replace("_", "-").lower()
        if not tag.startswith("zh"):
            return self.title_en
        return self.title_zh_hans if tag.startswith(("zh-hans", "zh-cn", "zh-sg")) else self.title_zh_hant


def on(session: Session, day: date) -> list[PolicyLine]:
    """Every parameter as `day` picks it, in the order of pages."""
    book = policy_book(session)
    rows_of: dict[str, list[PolicyVersion]] = {}
    for row in versions(session):
        rows_of.setdefault(row.parameter, []).append(row)
    return [
        _line(parameter, rows_of.get(parameter.name, []), book.on(parameter.name, day), day)
        for parameter in parameters(session)
    ]


def parameter_on(session: Session, name: str, day: date) -> PolicyLine:
    """One parameter as `day` picks it. Raises UnknownParameter."""
    for line in on(session, day):
        if line.name == name:
            return line
    raise UnknownParameter(name)


def _line(parameter: PolicyParameter, rows: Iterable[PolicyVersion], chosen: Version | None, day: date) -> PolicyLine:
    every = [_version(parameter.kind, row) for row in rows]
    proposals = tuple(line for line in every if line.status == "proposed")
    in_force = [line for line in every if line.status == "in_force"]
    return PolicyLine(
        name=parameter.name,
        scheme=parameter.scheme,
        title_en=parameter.title_en,
        title_zh_hant=parameter.title_zh_hant,
        title_zh_hans=parameter.title_zh_hans,
        kind=parameter.kind,
        choices=tuple(parameter.choices),
        picked_by=parameter.picked_by,
        reaches_back=parameter.reaches_back,
        setting=parameter.setting,
        in_force=next((line for line in in_force if chosen and line.version == chosen.id), None),
        proposals=proposals,
        reported_current=tuple(line for line in proposals if _reported_current(line, day)),
        # Stable: versions of the same first day stay in the order of their numbers.
        history=tuple(sorted(in_force, key=lambda line: line.effective_from or date.min)),
    )


def _reported_current(proposal: VersionLine, day: date) -> bool:
    if proposal.certainty != "reported" or proposal.value is None:
        return False
    return proposal.effective_from is None or proposal.effective_from <= day


def _version(kind: str, row: PolicyVersion) -> VersionLine:
    return VersionLine(
        id=row.id,
        version=f"{row.parameter}/{row.number}",
        value=_json_value(kind, row.value),
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        citation=row.citation,
        status=row.status,
        certainty=row.certainty,
        reason=row.reason,
        recorded_at=row.recorded_at,
        published_at=row.published_at,
    )


def _json_value(kind: str, text: str | None) -> int | str | bool | None:
    if kind in TEXT_KINDS:
        return text
    value = parse_value(kind, text)
    return value if isinstance(value, int | str) else None

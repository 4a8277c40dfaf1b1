"""The limits that come with a release: read from `seed/policy`, added where missing, never altered."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from talenttrack.resources import seed_dir
from talenttrack.storage.policy import (
    CERTAINTIES,
    KINDS,
    PICKED_BY,
    PolicyParameter,
    PolicyVersion,
    canonical_text,
    parameters,
    parse_value,
    versions,
)

FILES = ("rth", "nias", "techtas", "nittp", "nifs", "mplus", "settings")
"""In the order in which pages show them."""

PLACES_PER_FILE = 1000


class SeedError(ValueError):
    """A seed file that cannot be read, or that says something else than what was loaded from it before."""


@dataclass(frozen=True, slots=True)
class SeedVersion:
    value: str | None
    effective_from: date | None
    effective_to: date | None
    citation: str
    status: str
    certainty: str

    @property
    def key(self) -> str:
        return f"{self.status}:{self.effective_from.isoformat() if self.effective_from else 'undated'}"


@dataclass(frozen=True, slots=True)
class SeedParameter:
    name: str
    scheme: str
    kind: str
    choices: list[str]
    picked_by: str
    reaches_back: bool
    setting: bool
    title_en: str
    title_zh_hant: str
    title_zh_hans: str
    ordinal: int
    versions: tuple[SeedVersion, ...]


@dataclass(frozen=True, slots=True)
class SeedCounts:
    """What a load added, and what was there already."""

    parameters_added: int
    versions_added: int
    versions_kept: int


def load_seed(session: Session, now: datetime, folder: Path | None = None) -> SeedCounts:
    """Add every parameter and version of the seed that is not stored yet; `now` becomes their `recorded_at`.

    The same content again changes nothing. `folder` is the release's own where it is None. Raises SeedError
    where a file is wrong, or says something else than the stored parameter or version of the same status and
    first day: a limit is changed by adding a version. Titles and the order on pages are no part of a limit
    and follow the files.
    """
    stored = {parameter.name: parameter for parameter in parameters(session)}
    brought: dict[str, list[PolicyVersion]] = {}
    for version in versions(session):
        brought.setdefault(version.parameter, []).append(version)
    added = versions_added = versions_kept = 0
    for seeded in read_seed(folder or seed_dir() / "policy"):
        if seeded.name in stored:
            _follow(stored[seeded.name], seeded)
        else:
            session.add(PolicyParameter(**_columns(seeded)))
            session.flush()
            added += 1
        before = brought.get(seeded.name, [])
        missing = [version for version in seeded.versions if not _has(before, seeded.name, version)]
        first_number = max((row.number for row in before), default=0) + 1
        for number, new in enumerate(missing, start=first_number):
            session.add(_row(seeded.name, number, new, now))
        versions_added += len(missing)
        versions_kept += len(seeded.versions) - len(missing)
    session.flush()
    return SeedCounts(added, versions_added, versions_kept)


def read_seed(folder: Path) -> list[SeedParameter]:
    """The parameters of all seed files, in the order of pages. Raises SeedError naming file and parameter."""
    found: list[SeedParameter] = []
    for place, name in enumerate(FILES):
        path = folder / f"{name}.toml"
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SeedError(f"{path}: {error}") from error
        for ordinal, table in enumerate(content.get("parameter", []), start=place * PLACES_PER_FILE):
            scheme = table.get("scheme", content.get("scheme"))
            try:
                found.append(_parameter({**table, "scheme": scheme}, ordinal))
            except (KeyError, TypeError, ValueError) as error:
                named = table.get("name", "a parameter without name")
                raise SeedError(f"{path.name}, {named}: {error!r}") from error
    names = [parameter.name for parameter in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SeedError(f"Parameters seeded twice: {', '.join(twice)}")
    return found


def _parameter(table: Mapping[str, Any], ordinal: int) -> SeedParameter:
    kind, picked_by = table["kind"], table["picked_by"]
    if kind not in KINDS or picked_by not in PICKED_BY:
        raise ValueError(f"kind {kind!r} or picked_by {picked_by!r} is not known")
    choices = list(table.get("choices", []))
    found = tuple(_version(kind, choices, version) for version in table["version"])
    keys = [version.key for version in found]
    if len(set(keys)) < len(keys):
        raise ValueError("two versions have the same status and first day")
    return SeedParameter(
        name=table["name"],
        scheme=table["scheme"],
        kind=kind,
        choices=choices,
        picked_by=picked_by,
        reaches_back=bool(table.get("reaches_back", True)),
        setting=bool(table.get("setting", False)),
        title_en=table["title_en"],
        title_zh_hant=table["title_zh_hant"],
        title_zh_hans=table["title_zh_hans"],
        ordinal=ordinal,
        versions=found,
    )


def _version(kind: str, choices: list[str], table: Mapping[str, Any]) -> SeedVersion:
    status, certainty, given = table.get("status", "in_force"), table["certainty"], table.get("value")
    if isinstance(given, float):
        raise ValueError(f"{given!r} is a float: write money and shares as text")
    if status not in {"in_force", "proposed"} or certainty not in CERTAINTIES:
        raise ValueError(f"status {status!r} or certainty {certainty!r} is not known")
    text = str(given).lower() if isinstance(given, bool) else None if given is None else str(given)
    if choices and text not in choices:
        raise ValueError(f"{text!r} is none of {', '.join(choices)}")
    return SeedVersion(
        value=canonical_text(kind, parse_value(kind, text)),
        effective_from=table.get("effective_from"),
        effective_to=table.get("effective_to"),
        citation=table["citation"],
        status=status,
        certainty=certainty,
    )


def _columns(seeded: SeedParameter) -> dict[str, Any]:
    columns = asdict(seeded)
    del columns["versions"]
    return columns


def _follow(stored: PolicyParameter, seeded: SeedParameter) -> None:
    for column, value in _columns(seeded).items():
        if getattr(stored, column) == value:
            continue
        if column != "ordinal" and not column.startswith("title_"):
            raise SeedError(
                f"{seeded.name}: {column} was loaded as {getattr(stored, column)!r}, now it is {value!r}."
                " How a parameter is read cannot change under past decisions: give it a new name."
            )
        setattr(stored, column, value)


def _has(before: list[PolicyVersion], name: str, version: SeedVersion) -> bool:
    for row in before:
        if row.seed_key != version.key:
            continue
        for column in ("value", "effective_to", "citation", "certainty"):
            if getattr(row, column) != getattr(version, column):
                raise SeedError(
                    f"{name}, {version.key}: {column} was loaded as {getattr(row, column)!r}, now it is"
                    f" {getattr(version, column)!r}. Restore it, and add a version with another first day."
                )
        return True
    return False


def _row(name: str, number: int, version: SeedVersion, now: datetime) -> PolicyVersion:
    columns = asdict(version)
    return PolicyVersion(parameter=name, number=number, seed_key=version.key, recorded_at=now, **columns)

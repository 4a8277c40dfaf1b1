"""`talenttrack compliance`: run a night now, and hand out what a night reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import click

from talenttrack import clock
from talenttrack.cli.context import wiring
from talenttrack.domain.errors import Invalid
from talenttrack.domain.lifecycle import SYSTEM_ACTOR
from talenttrack.services import compliance as services
from talenttrack.services.compliance_report import FORMATS, rendered
from talenttrack.services.night import latest_closed
from talenttrack.storage.runs import StoredRun

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def compliance() -> None:
    """Find what breaks the rules, and what is about to end."""


@compliance.command()
@click.option("--date", "day", type=DAY, help="Business date, YYYY-MM-DD.  [default: the last closed one]")
def run(day: datetime | None) -> None:
    """Run one business date now, and before it the dates that were missed.

    A closed date gets its final run, once; today and dates before the last final one get a provisional report.
    """
    wired = wiring()
    now = clock.now(wired.config)
    business_date = day.date() if day else latest_closed(now)
    with wired.read_session() as session:
        already = services.is_done(session, business_date)
    try:
        done = services.run(wired, SYSTEM_ACTOR, business_date, now)
    except Invalid as error:
        raise click.BadParameter(str(error.errors[0].message), param_hint="--date") from error
    if already:
        click.echo(f"{business_date}: already done, nothing ran again.", err=True)
    click.echo("\n".join(_told(done)))


@compliance.command()
@click.option("--date", "day", type=DAY, required=True, help="Business date, YYYY-MM-DD.")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="In which form.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file to write.")
def report(day: datetime, form: str, output: Path | None) -> None:
    """Hand out the report of a business date as it was given, byte for byte."""
    business_date: date = day.date()
    with wiring().read_session() as session:
        kept = services.latest_report(session, SYSTEM_ACTOR, business_date)
    content = rendered(kept.content, form)
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error


def _told(done: StoredRun) -> list[str]:
    kind_of_run = "final" if done.final else "provisional: the register of findings was left alone"
    lines = [f"{done.business_date}  run {done.id}  {kind_of_run}", f"report {done.report_hash}", ""]
    lines += _table(done.counts["by_kind"])
    lines.append(f"{done.counts['findings']} findings")
    moved: Mapping[str, int] = done.counts.get("register", {})
    if moved:
        lines.append(", ".join(f"{number} {event}" for event, number in moved.items()))
    return lines


def _table(by_kind: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Kinds down, severities across, aligned; nothing where nothing was found."""
    severities = sorted({severity for counts in by_kind.values() for severity in counts})
    if not severities:
        return []
    width = max(len("kind"), *map(len, by_kind))
    head = "  ".join(["kind".ljust(width), *(severity.rjust(8) for severity in severities)])
    body = [
        "  ".join([kind.ljust(width), *(str(counts.get(severity, "")).rjust(8) for severity in severities)])
        for kind, counts in sorted(by_kind.items())
    ]
    return [head.rstrip(), *(line.rstrip() for line in body), ""]

"""`talenttrack import`: files of records, every mistake told by row, column and what to do."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from talenttrack import clock, wording
from talenttrack.cli.context import wiring
from talenttrack.domain.errors import DomainError
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.language import gettext as _
from talenttrack.language import ngettext
from talenttrack.services import accounts
from talenttrack.services.imports import Imported, Problem, import_file
from talenttrack.services.imports.problems import UnreadableFile
from talenttrack.services.imports.returned import with_errors
from talenttrack.services.imports.run import Progress
from talenttrack.services.schemes.imports import KINDS
from talenttrack.storage import schema
from talenttrack.wiring import Wiring

IMPORT_ACTOR = Actor(None, "import", Role.SYSTEM)


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would happen, save nothing.")
@click.option("--as-history", is_flag=True, help="Record facts of the past in the states they name, without checks.")
@click.option("--partial", is_flag=True, help="Save the good rows where others are refused.")
@click.option("--as", "email", metavar="EMAIL", help="Import in the name of this user.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Where rows are refused, write the file here with a column that says why.",
)
def import_command(
    kind: str, file: Path, dry_run: bool, as_history: bool, partial: bool, email: str | None, errors: Path | None
) -> None:
    """Import a CSV file (UTF-8) or the first sheet of an XLSX workbook: all rows or, with a mistake in any, none.

    Exit status: 0 when no row was refused, 1 when any was, 2 when wrongly called.
    """
    wired = wiring()
    if schema.current(wired.engine) != schema.head():
        raise click.ClickException("The database is not at the newest schema. Run talenttrack db upgrade first.")
    try:
        actor = _actor(wired, email)
        content = file.read_bytes()
        with _progress() as progress:
            done = import_file(
                wired,
                actor,
                KINDS[kind],
                file.name,
                content,
                clock.now(wired.config),
                as_history=as_history,
                partial=partial,
                dry_run=dry_run,
                progress=progress,
            )
    except DomainError as error:
        raise click.ClickException(wording.error_text(error)) from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    for line in table_of(done.problems):
        click.echo(line)
    click.echo(told(done, dry_run=dry_run))
    if done.problems:
        if errors is not None:
            _write_errors(errors, content, done)
        click.get_current_context().exit(1)


def table_of(problems: Sequence[Problem]) -> list[str]:
    """The problems as lines: row, column, and what is wrong and what to do."""
    if not problems:
        return []
    lines = [(_("Row"), _("Column"), _("What is wrong and what to do"))]
    for one in problems:
        lines.append((str(one.row), one.column or "-", wording.told(one.told)))
    rows, columns = (max(len(line[place]) for line in lines) for place in (0, 1))
    return [f"{row:>{rows}}  {column:<{columns}}  {text}".rstrip() for row, column, text in lines]


def told(done: Imported, *, dry_run: bool) -> str:
    """One sentence about what was saved."""
    counts: dict[str, object] = {
        "rows": done.rows,
        "saved": done.saved,
        "unchanged": done.unchanged,
        "refused": done.refused,
    }
    if done.kept:
        return ngettext(
            "%(rows)s row: %(saved)s saved, %(unchanged)s were there already, %(refused)s refused.",
            "%(rows)s rows: %(saved)s saved, %(unchanged)s were there already, %(refused)s refused.",
            done.rows,
            **counts,
        )
    if dry_run:
        return ngettext(
            "%(rows)s row: %(saved)s would be saved, %(unchanged)s are there already, %(refused)s would be"
            " refused. Nothing was saved: this was a dry run.",
            "%(rows)s rows: %(saved)s would be saved, %(unchanged)s are there already, %(refused)s would be"
            " refused. Nothing was saved: this was a dry run.",
            done.rows,
            **counts,
        )
    return ngettext(
        "%(rows)s row: %(refused)s refused, so nothing was saved. Correct it.",
        "%(rows)s rows: %(refused)s refused, so nothing was saved. Correct them, or save the others with --partial.",
        done.rows,
        **counts,
    )


def _write_errors(file: Path, content: bytes, done: Imported) -> None:
    """The sender's file with the column of errors; nothing where the file is no table at all."""
    told = wording.told_by_row((one.row, one.column, one.told) for one in done.problems)
    wrong = {row: frozenset(one.column for one in done.problems if one.row == row) for row in told}
    out = io.BytesIO()
    try:
        with_errors(content, told, wrong, out)
        file.write_bytes(out.getvalue())
    except UnreadableFile:
        click.echo(_("No file of errors: this one cannot be read as a table."), err=True)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error


def _actor(wired: Wiring, email: str | None) -> Actor:
    if email is None:
        return IMPORT_ACTOR
    with wired.read_session() as session:
        user = accounts.user_by_email(session, email)
    if not user.active:
        raise click.ClickException(f"{email} may not sign in any more.")
    return user.actor


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal, elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("import", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)

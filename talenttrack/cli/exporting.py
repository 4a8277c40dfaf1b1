"""`talenttrack export` and `talenttrack template`: lists as files, and empty files to be filled in and imported."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from talenttrack import clock, wording
from talenttrack.cli.context import wiring
from talenttrack.domain.errors import DomainError
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.files import FORMATS, write
from talenttrack.language import LANGUAGES, by_code, gettext, language, speaking
from talenttrack.services import companies, exports
from talenttrack.services.imports.template import template as write_template
from talenttrack.services.schemes.exports import EXPORTS, OF_A_COMPANY, whole
from talenttrack.services.schemes.imports import KINDS
from talenttrack.storage import schema

EXPORT_ACTOR = Actor(None, "export", Role.SYSTEM)
CODES = [choice.code for choice in LANGUAGES]

output = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.  [default: to the pipe]"
)
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="In which form.  [default: by the file's name, else csv]"
)
language_option = click.option(
    "--language", "code", type=click.Choice(CODES), default="en", show_default=True, help="For titles and words."
)


@click.command()
@click.argument("kind", type=click.Choice(sorted(EXPORTS)))
@output
@format_option
@language_option
@click.option("--company", "brn", metavar="BRN", help="Only what concerns the company of this number.")
def export(kind: str, output: Path | None, form: str | None, code: str, brn: str | None) -> None:
    """Write a whole list as CSV or XLSX; what it holds of persons is masked as on the pages. It is audited.

    Exit status: 0 when it is written, 1 when it cannot be, 2 when wrongly called.
    """
    from talenttrack.web.words.exported import heads, in_words, style

    if brn is not None and kind not in OF_A_COMPANY:
        raise click.BadParameter(f"{kind} are of no one company.", param_hint="--company")
    wired = wiring()
    if schema.current(wired.engine) != schema.head():
        raise click.ClickException("The database is not at the newest schema. Run talenttrack db upgrade first.")
    now, chosen, form = clock.now(wired.config), EXPORTS[kind], _form(form, output)
    with speaking(by_code(code) or code), _told(), _opened(output, form) as out:
        with wired.read_session() as session:
            company_id = _company(session, brn)
            listing = whole(language().code)[kind](session, EXPORT_ACTOR, now, company_id)
            values = exports.every_row(session, EXPORT_ACTOR, chosen, listing)
            count = write(form, out, heads(chosen), in_words(chosen, values), style(chosen))
        filters = {"company": brn} if brn else {}
        with wired.write_session() as session:
            exports.note(session, EXPORT_ACTOR, kind, form, filters, count, now)
    if output is not None:
        click.echo(f"{output}: {count} rows", err=True)


@click.command()
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@output
@format_option
@language_option
def template(kind: str, output: Path | None, form: str | None, code: str) -> None:
    """Write an empty file of a kind that `talenttrack import` reads, its columns explained in the language."""
    form = _form(form, output)
    with speaking(by_code(code) or code), _opened(output, form) as out:
        write_template(KINDS[kind], form, out, gettext)


def _form(form: str | None, output: Path | None) -> str:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return form or (suffix if suffix in FORMATS else "csv")


def _company(session: Any, brn: str | None) -> int | None:
    found = companies.by_brn(session, brn) if brn else None
    if brn and found is None:
        raise click.ClickException(f"There is no company with the number {brn} here.")
    return found


@contextmanager
def _opened(output: Path | None, form: str) -> Iterator[BinaryIO]:
    """The file to write, or standard output; a workbook is no sight for a terminal."""
    if output is None:
        if form == "xlsx" and sys.stdout.isatty():
            raise click.UsageError("Name a file to write the workbook to: -o FILE.")
        yield sys.stdout.buffer
        return
    try:
        with output.open("wb") as out:
            yield out
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        raise click.ClickException(wording.error_text(error)) from error

"""A file between its dry run and saving: kept encrypted for its owner, judged again, saved once."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from talenttrack.domain.errors import NotFound, Stale
from talenttrack.domain.lifecycle import Actor, Role
from talenttrack.language import gettext, speaking
from talenttrack.services.imports import uploads
from talenttrack.services.imports.returned import with_errors
from talenttrack.services.imports.run import Reading, read_file
from talenttrack.services.imports.template import template
from talenttrack.services.schemes.imports import KINDS, kinds_for
from talenttrack.storage.people import PersonEnquiry
from talenttrack.storage.schemes.rth import Engagement
from talenttrack.storage.uploads import Upload
from talenttrack.wiring import Wiring
from talenttrack.wording import told_by_row
from tests.files_sent import (
    BRN,
    NOW,
    a_company_row,
    a_past_row,
    a_workbook,
    an_engagement_row,
    as_csv,
    imported,
)
from tests.office import hired


@pytest.fixture
def officer(wiring: Wiring) -> Actor:
    imported(wiring, "companies", [a_company_row()])
    with wiring.write_session() as session:
        return hired(session, Role.CASE_OFFICER, None)


def reading(content: bytes, kind: str = "engagements", *, as_history: bool = False) -> Reading:
    return read_file(KINDS[kind], content, as_history=as_history)


def judged(wiring: Wiring, actor: Actor, rows: Sequence[Mapping[str, str]] | bytes, **options: Any) -> int:
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    with wiring.write_session() as session:
        return uploads.judge(session, actor, reading(content, **options), "hires.csv", content, NOW)


def view(wiring: Wiring, actor: Actor, upload_id: int) -> uploads.UploadView:
    with wiring.read_session() as session:
        return uploads.view(session, actor, upload_id, NOW)


def save(wiring: Wiring, actor: Actor, upload_id: int, *, partial: bool = False) -> tuple[uploads.UploadView, bool]:
    with wiring.read_session() as session:
        content = uploads.content_of(session, actor, upload_id, NOW)
        kept = uploads.view(session, actor, upload_id, NOW)
    read = reading(content or b"", kept.kind, as_history=kept.as_history)
    with wiring.write_session() as session:
        return uploads.save(session, actor, upload_id, read, NOW, partial=partial)


def count(wiring: Wiring, model: type) -> int:
    with wiring.read_session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_judged_file_changes_no_register_and_is_saved_without_being_sent_again(
    wiring: Wiring, officer: Actor
) -> None:
    upload_id = judged(wiring, officer, [an_engagement_row("A"), an_engagement_row("B")])
    assert count(wiring, Engagement) == 0
    before = view(wiring, officer, upload_id)
    assert (before.saved, before.result.saved, before.result.kept) == (False, 2, False)
    after, held = save(wiring, officer, upload_id)
    assert (after.saved, after.result.kept, held) == (True, True, True)
    assert [line.reference for line in after.result.lines] == ["A", "B"]
    assert count(wiring, Engagement) == 2


def test_saving_twice_saves_once_and_the_file_itself_is_gone(wiring: Wiring, officer: Actor) -> None:
    upload_id = judged(wiring, officer, [an_engagement_row("")])
    first, _held = save(wiring, officer, upload_id)
    with wiring.read_session() as session:
        assert uploads.content_of(session, officer, upload_id, NOW) is None
        assert uploads.waiting(session, officer, NOW) == []
    again, held = save(wiring, officer, upload_id)
    assert (again, held) == (first, True)
    assert count(wiring, Engagement) == 1


def test_a_register_that_changed_meanwhile_is_judged_again_and_nothing_is_saved(wiring: Wiring, officer: Actor) -> None:
    upload_id = judged(wiring, officer, [an_engagement_row("A")])
    imported(wiring, "engagements", [a_past_row(f"H-{number}") for number in range(4)], as_history=True)
    found, held = save(wiring, officer, upload_id)
    assert (held, found.saved, found.result.saved) == (False, False, 0)
    assert [one.check.code for one in found.result.problems if one.check] == ["rth.concurrent"]
    assert count(wiring, Engagement) == 4
    assert view(wiring, officer, upload_id) == found
    # What is shown now is what is saved next.
    assert save(wiring, officer, upload_id)[1]


def test_ten_rows_for_four_places_tell_which_do_not_fit_and_partly_saved_none_is_over(
    wiring: Wiring, officer: Actor
) -> None:
    upload_id = judged(wiring, officer, [an_engagement_row(f"N-{number}") for number in range(10)])
    found = view(wiring, officer, upload_id)
    assert sorted({one.row for one in found.result.problems}) == [6, 7, 8, 9, 10, 11]
    refused, held = save(wiring, officer, upload_id)
    assert (held, refused.saved, count(wiring, Engagement)) == (True, False, 0)
    kept, held = save(wiring, officer, upload_id, partial=True)
    assert (held, kept.saved, kept.result.saved, count(wiring, Engagement)) == (True, True, 4, 4)


def test_the_same_file_again_finds_every_row_there_already(wiring: Wiring, officer: Actor) -> None:
    rows = [an_engagement_row("A"), an_engagement_row("", start="2030-01-01", end="2030-06-30")]
    save(wiring, officer, judged(wiring, officer, rows))
    result = view(wiring, officer, judged(wiring, officer, rows)).result
    assert (result.saved, result.unchanged, result.problems) == (0, 2, ())


def test_what_was_found_is_told_again_in_any_language(wiring: Wiring, officer: Actor) -> None:
    rows = [an_engagement_row(f"N-{number}") for number in range(5)] + [an_engagement_row("X", start="2027-02-30")]
    content = as_csv(rows)
    direct = imported(wiring, "engagements", content, dry_run=True)
    kept = view(wiring, officer, judged(wiring, officer, content)).result
    for code in ("en", "zh-Hant"):
        with speaking(code):
            told = [told_by_row((one.row, one.column, one.told) for one in done.problems) for done in (direct, kept)]
            assert told[0] == told[1]
            assert told[0][7] == "start: " + gettext(
                "There is no such day in the calendar: %(day)s. Write one that there is.", day="2027-02-30"
            )


def test_nobody_else_sees_the_file_and_after_a_day_nobody_does(wiring: Wiring, officer: Actor) -> None:
    upload_id = judged(wiring, officer, [an_engagement_row("A")])
    with wiring.write_session() as session:
        other = hired(session, Role.CASE_OFFICER, None)
    for actor, now in ((other, NOW), (officer, NOW + timedelta(days=1))):
        with wiring.write_session() as session:
            for act in (uploads.view, uploads.content_of, uploads.discard):
                with pytest.raises(NotFound):
                    act(session, actor, upload_id, now)
    with wiring.write_session() as session:
        uploads.forget_expired(session, NOW + timedelta(hours=23))
        assert count(wiring, Upload) == 1
        assert uploads.any_expired(session, NOW + timedelta(days=1))
        uploads.forget_expired(session, NOW + timedelta(days=1))
    assert count(wiring, Upload) == 0


def test_what_is_kept_of_the_file_cannot_be_read_without_the_key(wiring: Wiring, officer: Actor) -> None:
    row = an_engagement_row("A")
    judged(wiring, officer, [row])
    with wiring.read_session() as session:
        [kept] = session.scalars(select(Upload)).all()
    stored = (kept.content_encrypted or b"") + kept.result_encrypted
    assert row["id_number"].encode() not in stored
    assert b"Fictitious" not in stored


def test_a_person_keeps_a_few_files_at_a_time_and_the_same_file_once(wiring: Wiring, officer: Actor) -> None:
    first = [an_engagement_row("A")]
    judged(wiring, officer, first)
    latest = judged(wiring, officer, first)
    assert count(wiring, Upload) == 1
    for number in range(uploads.KEPT_MAX):
        judged(wiring, officer, [an_engagement_row(f"B-{number}")])
    with wiring.read_session() as session:
        waiting = [one.id for one in uploads.waiting(session, officer, NOW)]
    assert len(waiting) == uploads.KEPT_MAX
    assert latest not in waiting


def test_another_file_than_the_judged_one_is_not_saved(wiring: Wiring, officer: Actor) -> None:
    upload_id = judged(wiring, officer, [an_engagement_row("A")])
    with wiring.write_session() as session, pytest.raises(Stale):
        uploads.save(session, officer, upload_id, reading(as_csv([an_engagement_row("B")])), NOW, partial=False)


def test_each_role_has_its_kinds() -> None:
    def names(role: Role) -> list[str]:
        return [kind.name for kind in kinds_for(Actor(1, "", role, 1))]

    assert names(Role.COMPANY_USER) == ["engagements"]
    assert names(Role.CASE_OFFICER) == names(Role.SERVICE) == ["companies", "nias-projects", "engagements"]
    assert names(Role.AUDITOR) == names(Role.ADMIN) == []


def errors_of(wiring: Wiring, content: bytes) -> bytes:
    done = imported(wiring, "engagements", content, dry_run=True)
    out = io.BytesIO()
    wrong = {one.row: frozenset({one.column}) for one in done.problems}
    with_errors(content, told_by_row((one.row, one.column, one.told) for one in done.problems), wrong, out)
    return out.getvalue()


def test_a_csv_file_comes_back_as_it_was_with_its_errors_and_is_read_again_once_mended(
    wiring: Wiring, officer: Actor
) -> None:
    rows = [
        an_engagement_row("A", talent_name_en="  =1+1 "),
        an_engagement_row("B", start="2027-02-30", degree="diploma"),
    ]
    content = as_csv(rows)
    back = errors_of(wiring, content)
    lines = list(csv.DictReader(io.StringIO(back.decode("utf-8-sig"), newline="")))
    assert [{name: line[name] for name in rows[0]} for line in lines] == rows
    assert lines[0]["import_errors"] == ""
    assert lines[1]["import_errors"].startswith("start: There is no such day")
    assert "degree: Choose one of" in lines[1]["import_errors"]
    assert errors_of(wiring, back) == back
    mended = back.replace(b"2027-02-30", b"2027-04-01").replace(b"diploma", b"master")
    assert imported(wiring, "engagements", mended).saved == 2


def test_a_workbook_comes_back_with_its_dates_and_numbers_and_no_formula(wiring: Wiring, officer: Actor) -> None:
    rows: list[dict[str, Any]] = [
        {**an_engagement_row("=1+1"), "start": date(2027, 4, 1), "monthly_salary": 30000.5},
        {**an_engagement_row("B"), "degree": "diploma", "end": date(2028, 3, 31)},
    ]
    content = a_workbook(list(rows[0]), *(list(row.values()) for row in rows))
    back = errors_of(wiring, content)
    sheet = openpyxl.load_workbook(io.BytesIO(back)).worksheets[0]
    cells: list[list[Any]] = [list(row) for row in sheet.iter_rows()]
    assert [cell.value for cell in cells[0]] == [*rows[0], "import_errors"]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "d"}
    start = list(rows[0]).index("start")
    assert (cells[1][start].is_date, cells[1][start].value.date()) == (True, date(2027, 4, 1))
    assert (cells[1][0].value, cells[1][12].value, cells[1][-1].value) == ("=1+1", 30000.5, None)
    assert cells[2][-1].value.startswith("degree: Choose one of")
    assert [one.row for one in imported(wiring, "engagements", back, dry_run=True).problems] == [3]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("code", ["en", "zh-Hant"])
def test_a_template_holds_every_column_and_filled_in_it_is_read(kind: str, code: str) -> None:
    out = io.BytesIO()
    with speaking(code):
        template(KINDS[kind], "xlsx", out, gettext)
    book = openpyxl.load_workbook(out)
    names = [column.name for column in KINDS[kind].columns]
    assert [cell.value for cell in book.worksheets[0][1]] == names
    notes = [str(row[0].value) for row in book.worksheets[1].iter_rows()]
    assert notes[-len(names) :] == names
    book.worksheets[0].append([column.example for column in KINDS[kind].columns])
    filled = io.BytesIO()
    book.save(filled)
    done = reading(filled.getvalue(), kind)
    assert (done.readable, done.rows, done.problems) == (True, 1, ())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_text_template_s_example_says_that_it_is_one(kind: str) -> None:
    out = io.BytesIO()
    template(KINDS[kind], "csv", out, gettext)
    done = reading(out.getvalue(), kind)
    assert [(one.row, one.error.code) for one in done.problems if one.error] == [(2, "example")]
    example = out.getvalue().replace(b"EXAMPLE,", KINDS[kind].columns[0].example.encode() + b",")
    assert reading(example, kind).problems == ()


def test_a_file_of_a_company_counts_its_persons_when_it_is_judged_and_not_again(wiring: Wiring, officer: Actor) -> None:
    with wiring.write_session() as session:
        own = imported_company(session)
        user = hired(session, Role.COMPANY_USER, own)
    limited = Wiring(wiring.settings, wiring.engine, {**wiring.config, "TODAY": None})
    upload_id = judged(limited, user, [an_engagement_row("A"), an_engagement_row("B", "99990009")])
    assert count(wiring, PersonEnquiry) == 1
    save(limited, user, upload_id, partial=True)
    assert (count(wiring, PersonEnquiry), count(wiring, Engagement)) == (1, 1)


def imported_company(session: Any) -> int:
    from talenttrack.services import companies

    found = companies.by_brn(session, BRN)
    assert found is not None
    return found

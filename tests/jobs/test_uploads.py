"""Uploaded files go when their day is over, and a database without any is left alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from talenttrack.domain.lifecycle import Role
from talenttrack.jobs.uploads import forget_uploads
from talenttrack.services.imports import uploads
from talenttrack.services.imports.run import read_file
from talenttrack.services.schemes.imports import KINDS
from talenttrack.storage.uploads import Upload
from talenttrack.wiring import Wiring
from tests.files_sent import NOW, a_company_row, as_csv
from tests.office import hired


def test_only_files_whose_day_is_over_are_removed(wiring: Wiring) -> None:
    content = as_csv([a_company_row()])
    reading = read_file(KINDS["companies"], content, as_history=False)
    with wiring.write_session() as session:
        uploads.judge(session, hired(session, Role.CASE_OFFICER), reading, "companies.csv", content, NOW)
    for hours, left in ((23, 1), (24, 0), (25, 0)):
        forget_uploads(wiring, NOW + timedelta(hours=hours))
        with wiring.read_session() as session:
            assert session.execute(select(func.count()).select_from(Upload)).scalar_one() == left

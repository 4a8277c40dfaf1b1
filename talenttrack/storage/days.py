"""The Hong Kong day of a stored instant, told by the database itself, so that lists can be ordered and paged by it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class hong_kong_day(FunctionElement[date]):
    """The day on which the instant of a column falls in Hong Kong, as `domain.calendar.hong_kong_date` has it."""

    name = "hong_kong_day"
    type = Date()
    inherit_cache = True


@compiles(hong_kong_day, "postgresql")
def _on_postgresql(element: hong_kong_day, compiler: Any, **how: Any) -> str:
    return f"CAST(({compiler.process(element.clauses, **how)}) AT TIME ZONE 'Asia/Hong_Kong' AS DATE)"


@compiles(hong_kong_day, "sqlite")
def _on_sqlite(element: hong_kong_day, compiler: Any, **how: Any) -> str:
    # SQLite knows no zones; Hong Kong has kept to eight hours, without summer time, since 1979.
    return f"date({compiler.process(element.clauses, **how)}, '+8 hours')"

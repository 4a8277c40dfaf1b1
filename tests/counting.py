"""How many statements something sends to the database: what a page costs must not grow with what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent meanwhile, in order."""
    sent: list[str] = []

    def note(*told: object) -> None:
        sent.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def queries_of(session: Session, work: Callable[[], object]) -> int:
    """How many statements `work` sends through the session, which remembers nothing of what it loaded before."""
    session.expunge_all()
    bind = session.get_bind()
    with statements(bind if isinstance(bind, Engine) else bind.engine) as sent:
        work()
    return len(sent)

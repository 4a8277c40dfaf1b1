"""Two worlds for a whole run, each with one server, and one browser for both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.world import World, bare_world, demo_world


@pytest.fixture(scope="session")
def full(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("full")
    shutil.copyfile(sqlite_template, folder / "full.sqlite3")
    with demo_world(f"sqlite:///{folder / 'full.sqlite3'}", folder) as world:
        yield world


@pytest.fixture(scope="session")
def bare(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("bare")
    shutil.copyfile(sqlite_template, folder / "bare.sqlite3")
    with bare_world(f"sqlite:///{folder / 'bare.sqlite3'}", folder) as world:
        yield world

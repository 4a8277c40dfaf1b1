"""The wheel holds everything that the checkout runs with."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAPPED = ("templates", "migrations", "seed")
# What other files are made from, and which nobody needs at run time.
SOURCES = ("*/web/styles/*", "*.pot")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the checkout and nothing old is packed."""
    copy = tmp_path_factory.mktemp("source") / "talenttrack"
    copy.mkdir()
    for name in ("setup.cfg", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy)
    for name in ("talenttrack", *MAPPED):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("wheel")
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})"
    built = subprocess.run([sys.executable, "-c", build], cwd=copy, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(out.glob("*.whl"))


def _expected() -> set[str]:
    """Every file of the checkout that is no cache, under the name that it has once installed."""
    expected = set()
    for folder in ("talenttrack", *MAPPED):
        for file in (ROOT / folder).rglob("*"):
            if any(map(file.match, SOURCES)) or file.name.startswith(".") or "__pycache__" in file.parts:
                continue
            if file.is_file():
                name = file.relative_to(ROOT).as_posix()
                expected.add(name if folder == "talenttrack" else f"talenttrack/{name}")
    return expected


def test_the_wheel_holds_every_file_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        packed = set(opened.namelist())
    missing = sorted(_expected() - packed)
    assert missing == [], "add the package or the pattern to setup.cfg"
    assert any(name.startswith("talenttrack/migrations/versions/0001_") for name in packed)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        packed = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert sorted(packed - _expected()) == []


def test_the_wheel_runs_from_another_directory(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "site")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # The extracted wheel comes before the editable checkout on the path.
    program = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from talenttrack.cli import main; "
    arguments = "import talenttrack as t; print(t.__file__); main()"
    ran = subprocess.run(
        [sys.executable, "-c", program + arguments, "db", "upgrade"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        env={"TALENTTRACK_INSTANCE_PATH": str(tmp_path / "instance")},
    )
    assert ran.returncode == 0, ran.stderr
    assert str(tmp_path / "site") in ran.stdout
    assert (tmp_path / "instance" / "talenttrack.sqlite3").exists()

"""The house is as its map says."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES_MAX = 300


def _source_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html", "*.toml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("This copy has no git history to tell its own files from others.")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_imports_point_downwards() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in _source_files()
        if file.suffix == ".py" and "versions" not in file.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES_MAX} == {}


def test_the_lock_names_no_index_no_path_and_a_hash_for_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for trace in ("://", "--index", "--extra-index", "--find-links", "file:", " @ ", "/root", "/home"):
        assert trace not in lock, trace
    pinned = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert all("==" in line and line.endswith("\\") for line in pinned)

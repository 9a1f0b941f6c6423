"""The rules of the house that no linter knows: the shape of the tree, and what an import may load."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import VERSION

ROOT = Path(__file__).resolve().parent.parent
MIRRORED = ("engine", "app", "packaging")
SOURCE = (*MIRRORED, "tests", "assets")
ROOT_ENTRIES = {"pyproject.toml", "README.md", "LICENSE", "app", "engine", "assets", "tests", "packaging"}
MADE_BY_RUNNING = {"data", "portable", "out", "__pycache__"}  # ignored by git
MAX_LINES = 400


def _python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT)


def _test_of(module: Path) -> Path:
    """`engine/a/b.py` -> `tests/engine/a/test_b.py`; `__main__.py` counts as `main`."""
    return Path("tests") / module.parent / f"test_{module.stem.strip('_')}.py"


def test_the_root_holds_only_what_the_plan_names() -> None:
    visible = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert visible - MADE_BY_RUNNING == ROOT_ENTRIES


def test_packaging_is_never_a_package() -> None:
    # It would shadow the library of that name, which transformers and pytest import.
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_every_module_has_its_test() -> None:
    modules = [path for path in _python_files(*MIRRORED) if path.name != "__init__.py"]
    assert [path.as_posix() for path in modules if not (ROOT / _test_of(path)).exists()] == []


def test_every_test_has_its_module() -> None:
    named = {
        _test_of(path.parent if path.name == "__init__.py" else path) for path in _python_files(*MIRRORED)
    }
    strangers = [
        path.as_posix()
        for path in _python_files(*(f"tests/{folder}" for folder in MIRRORED))
        if path.name.startswith("test_") and not _belongs(path, named)
    ]
    assert strangers == []


def _belongs(test: Path, named: set[Path]) -> bool:
    """`test_b.py` belongs to `b.py`, and so does `test_b_aspect.py`."""
    words = test.stem.split("_")
    return any(test.with_stem("_".join(words[:count])) in named for count in range(2, len(words) + 1))


def test_no_file_grows_past_the_limit() -> None:
    lengths = {
        path.as_posix(): len((ROOT / path).read_text("utf-8").splitlines()) for path in _python_files(*SOURCE)
    }
    assert {path: lines for path, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_module_hides_behind_an_empty_word() -> None:
    empty = {"manager", "helper", "helpers", "util", "utils", "data", "info"}
    named = {path.as_posix() for path in _python_files(*SOURCE) if empty & set(path.stem.split("_"))}
    assert named == set()


def test_every_ignore_has_its_code_and_its_reason() -> None:
    with_reason = re.compile(r"(type: ignore\[[\w, -]+\]|noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*)\s*[#-]+\s*\w{2}")
    bare = []
    for path in _python_files(*SOURCE):
        source = (ROOT / path).read_text("utf-8")
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            is_ignore = token.type == tokenize.COMMENT and re.search(r"type: ignore|noqa", token.string)
            if is_ignore and not with_reason.search(token.string):
                bare.append(f"{path}:{token.start[0]}: {token.string}")
    assert bare == []


def test_mypy_is_strict_everywhere() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert "overrides" not in settings


def test_the_window_knows_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION


@pytest.mark.parametrize("module", ["engine", "engine.service", "app.main", "app.bridge"])
def test_importing_a_door_loads_no_torch(module: str) -> None:
    banned = "{'torch', 'transformers', 'safetensors', 'huggingface_hub'}"
    loaded = _run_fresh(f"import sys, {module}; print(sorted({banned} & set(sys.modules)))")
    assert loaded == "[]"


@pytest.mark.parametrize("module", ["engine", "engine.service"])
def test_importing_the_engine_loads_neither_qt_nor_the_window(module: str) -> None:
    loaded = _run_fresh(
        f"import sys, {module}; print(sorted({{'PySide6', 'shiboken6', 'app'}} & set(sys.modules)))"
    )
    assert loaded == "[]"


def test_the_window_takes_values_from_the_engines_door() -> None:
    # That of app/bridge.py alone, the door for actions, is a contract of import-linter.
    doors = {"engine", "engine.service"}
    inside = [
        f"{path}: {name}"
        for path in _python_files("app")
        for name in _imported(path)
        if name.split(".")[0] == "engine" and name not in doors
    ]
    assert inside == []


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _run_fresh(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()

"""`convert` on the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.convert_command import convert_files
from engine.errors import ModelForeign
from tests.engine.oracle import Shape, save_checkpoint, tiny_oracle


@pytest.fixture
def source(tmp_path: Path) -> Path:
    save_checkpoint(tiny_oracle(Shape(layers="sf"), seed=0), tmp_path / "source")
    return tmp_path / "source"


def test_each_per_cent_is_written_once_up_to_a_hundred(source: Path, tmp_path: Path) -> None:
    out = io.StringIO()
    convert_files(source, tmp_path / "model", out=out)
    lines = out.getvalue().splitlines()
    percents = [int(line.split()[0]) for line in lines]
    assert percents == sorted(set(percents))
    assert percents[-1] == 100
    assert lines[-1].endswith(" kB")  # and not "0.0 of 0.0 GB"


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(ModelForeign, match="llama"):
        convert_files(tmp_path, tmp_path / "model", out=io.StringIO())


def test_the_exit_status_tells_how_it_went(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["convert", "--from", str(source), "--to", str(tmp_path / "model")]
    for _ in range(2):  # the second one finds it done
        assert main(command) == 0
        assert str(tmp_path / "model") in capsys.readouterr().out
    assert main([*command[:-1], str(source)]) == 2
    assert "not empty" in capsys.readouterr().err

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.__main__.convert_files", interrupted)
    assert main(command) == 130
    assert "goes on from here" in capsys.readouterr().err

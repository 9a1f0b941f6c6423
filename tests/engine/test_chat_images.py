"""Images on the command line, shown to a tiny model that sees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from tests.engine.seeing import picture, save_seeing_model

SHORT = ("--json", "--max-new-tokens", "16", "--preset", "fast", "--seed", "3")


def turns(
    model: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[dict[str, Any]]]:
    status = main(["chat", "--model", str(model), *SHORT, *arguments])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return status, [line for line in lines if line["event"] == "TurnStarted"]


def test_images_are_shown_with_the_first_prompt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_seeing_model(tmp_path / "model")
    (tmp_path / "a.png").write_bytes(picture(120, 40).content)
    image = ("--image", str(tmp_path / "a.png"))
    _, without = turns(tmp_path / "model", capsys, "Look", "Again")
    status, once = turns(tmp_path / "model", capsys, *image, "Look", "Again")
    _, twice = turns(tmp_path / "model", capsys, *image, *image, "Look")
    image_tokens = once[0]["prompt_tokens"] - without[0]["prompt_tokens"]
    assert status == 0
    assert image_tokens > 50
    assert twice[0]["prompt_tokens"] - without[0]["prompt_tokens"] == 2 * image_tokens
    assert (
        once[1]["reused_tokens"] >= once[0]["prompt_tokens"] - 8
    )  # the second prompt has no image of its own


def test_a_file_that_is_not_there_is_bad_input(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.png"
    assert main(["chat", "--model", str(tiny_model), "--image", str(missing), "Look"]) == 2
    assert str(missing) in capsys.readouterr().err


def test_a_file_that_is_too_large_for_an_image_is_not_read_to_its_end(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(32_000_001)
    assert main(["chat", "--model", str(tiny_model), "--image", str(film), "Look"]) == 2
    assert capsys.readouterr().err.startswith(f"The image {film} is larger than 32 MB.\n")


def test_a_model_that_does_not_see_says_so(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(picture(120, 40).content)
    arguments = ["chat", "--model", str(tiny_model), *SHORT, "--image", str(tmp_path / "a.png"), "Look"]
    assert main(arguments) == 2
    assert "cannot see images" in capsys.readouterr().err

"""`python -m engine` as a person or a script meets it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from engine.gpus import GIB, Gpu
from engine.hardware import Finding, Verdict
from engine.options import TurnOptions

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 120
WAITING = "threading.Thread(target=threading.Event().wait, daemon=True).start()"


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "engine", *arguments]


def _chat(model: Path, *arguments: str) -> list[str]:
    short = ("--max-new-tokens", "16", "--preset", "fast", "--seed", "3")
    return _command("chat", "--model", str(model), *short, *arguments)


def _run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        check=False,
        **({"capture_output": True} | options),
    )


def _last(output: str) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(output.splitlines()[-1])
    return line


@pytest.fixture
def damaged(tiny_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_model, tmp_path / "model")


def test_chat_prints_events_as_json_and_ends_with_the_turn(tiny_model: Path) -> None:
    one, two = (_run(_chat(tiny_model, "--json", "Hello 😀 \u202eabc")) for _ in range(2))
    assert (one.returncode, one.stderr) == (0, "")
    finished = _last(one.stdout)
    assert finished["event"] == "TurnFinished"
    assert set(finished) == {"event", "turn_id", "text", "thought", "reason", "stats"}
    assert finished["stats"]["seed"] == 3
    assert finished["text"] == _last(two.stdout)["text"] != ""


def test_chat_reads_prompts_from_stdin_into_one_conversation(tiny_model: Path) -> None:
    done = _run(_chat(tiny_model, "--json", "-"), input="Hello\n\nAgain\n")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    started = [line for line in lines if line["event"] == "TurnStarted"]
    assert done.returncode == 0
    assert len(started) == 2
    assert started[1]["reused_tokens"] >= started[0]["prompt_tokens"] - 8


def test_the_mark_that_a_file_begins_with_is_no_part_of_a_prompt(tiny_model: Path) -> None:
    plain, marked = (
        _run(_chat(tiny_model, "--json", "-"), input=f"{mark}Hello\n") for mark in ("", "\ufeff")
    )
    assert _last(marked.stdout)["stats"]["prompt_tokens"] == _last(plain.stdout)["stats"]["prompt_tokens"]


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("", "The message is empty."),
        ("\udcff\udcfe", "The message is not text."),  # what Python makes of other bytes
        ("long " * 9000, "Message, files and system prompt take"),
    ],
)
def test_a_prompt_that_cannot_be_asked_is_bad_input(tiny_model: Path, prompt: str, title: str) -> None:
    done = _run(_chat(tiny_model, "--json", prompt))
    assert done.returncode == 2
    assert done.stderr.startswith(title)
    assert "Traceback" not in done.stderr
    failed = _last(done.stdout)
    assert failed["event"] == "TurnFailed"
    assert failed["title"].startswith(title)
    assert failed["hint"]
    assert failed["recoverable"] is True


def test_binary_lines_on_stdin_are_refused_and_the_others_answered(tiny_model: Path) -> None:
    done = subprocess.run(
        _chat(tiny_model, "--json", "-"),
        cwd=ROOT,
        input=b"\x00\xff\xfe\x01\nHello\n",
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    ends = [line for line in map(json.loads, done.stdout.splitlines()) if line["event"].startswith("TurnF")]
    assert [line["event"] for line in ends] == ["TurnFailed", "TurnFinished"]
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--preset", "turbo"], "There is no preset “turbo”.\nChoose one of: fast, balanced, best.\n"),
        (["--max-new-tokens", "-5"], "The room for an answer must be at least 1 token, not -5.\n"),
        (["--max-new-tokens", "0"], "The room for an answer must be at least 1 token, not 0.\n"),
        (["--seed", "-1"], "The seed -1 is out of range.\n"),
    ],
)
def test_an_option_outside_its_limits_is_bad_input(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chat", *arguments, "hello"]) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chat"],
        ["sing"],
        ["chat", "--seed", "x", "hi"],
        ["plan", "--vram-gib", "x"],
        ["chat", "--model", "", "hi"],
        ["bench", "--model", ""],
        ["bench", "--context", "0"],
        ["bench", "--experts-hit", "many"],
        ["remove", ""],
        ["download", "--to", ""],
        ["download", "--to", "x", "--revision", ""],
        ["download", "--to", "x", "--repo", ""],
        ["convert", "--from", "x", "--to", ""],
    ],
)
def test_a_command_that_is_not_understood_is_bad_input(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("option", ["--top-conditioning", "--fp4-activations"])
def test_a_comparison_is_of_what_both_sides_can(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--against", "transformers", option]) == 2
    assert capsys.readouterr().err.endswith(f"Leave {option} out.\n")


@pytest.mark.parametrize("option", ["--vram-gib", "--context", "--experts-hit"])
def test_an_option_of_the_synthetic_model_is_refused_for_others(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", option, "16"]) == 2
    assert capsys.readouterr().err.startswith(f"{option} is an option of --model synthetic-26b alone.\n")


@pytest.mark.parametrize("gib", ["nan", "inf", "-1", "0"])
def test_no_card_of_the_synthetic_model_has_such_a_memory(
    gib: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--model", "synthetic-26b", "--vram-gib", gib]) == 2
    assert capsys.readouterr().err.startswith(f"No card has {gib} GiB.\n")


@pytest.mark.parametrize("arguments", [[], ["--top-conditioning"]])
def test_a_chat_is_conditioned_as_asked(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[TurnOptions] = []

    def chat(_prompts: object, *, options: TurnOptions, **_others: object) -> int:
        asked.append(options)
        return 0

    monkeypatch.setattr("engine.__main__.chat", chat)
    assert main(["chat", *arguments, "hello"]) == 0
    assert asked == [TurnOptions(top_conditioning=bool(arguments))]


def test_a_missing_model_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--model", str(tmp_path / "none"), "hello"]) == 2
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 2
    assert "none" in said.err
    assert said.out == ""


def test_a_truncated_model_is_bad_input(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = damaged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    assert main(["chat", "--model", str(damaged), "hello"]) == 2
    assert "model.safetensors" in capsys.readouterr().err


def test_a_model_with_flipped_bits_is_bad_input(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = damaged / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[100:120] = bytes(byte ^ 0xFF for byte in content[100:120])
    weights.write_bytes(content)
    assert main(["chat", "--model", str(damaged), "hello"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_foreign_model_is_bad_input(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = json.loads((damaged / "config.json").read_text())
    (damaged / "config.json").write_text(json.dumps(config | {"model_type": "llama"}))
    assert main(["chat", "--model", str(damaged), "hello"]) == 2
    assert "llama" in capsys.readouterr().err


def test_a_reader_that_leaves_ends_the_command_quietly(tiny_model: Path) -> None:
    with subprocess.Popen(
        _chat(tiny_model, "--json", "hello"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())["event"] == "StateChanged"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(TIMEOUT_S) == 1


@pytest.mark.parametrize(
    ("command", "work"), [("doctor", "examine"), ("plan", "show_plan"), ("bench", "prepare_torch")]
)
def test_an_interrupt_ends_every_command_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, work: str
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"engine.__main__.{work}", interrupted)
    assert main([command]) == 130
    assert capsys.readouterr().err == ""


def test_a_reader_that_pauses_loses_nothing(tiny_model: Path) -> None:
    with subprocess.Popen(
        _command("chat", "--model", str(tiny_model), "--json", "--preset", "best", "hello"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(5)  # meanwhile the pipe fills up
        output, errors = running.communicate(timeout=TIMEOUT_S)
    assert len(output) > 65_536
    assert (_last(output)["event"], errors, running.returncode) == ("TurnFinished", "", 0)


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")])
def test_memory_that_runs_out_is_said_without_a_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_out(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("engine.__main__.convert_files", run_out)
    assert main(["convert", "--from", "a", "--to", "b"]) == 1
    assert capsys.readouterr().err.startswith("There is not enough memory for this.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["chat", "doctor", "models"])
def test_a_full_disk_is_said_without_a_traceback(tiny_model: Path, command: str, unbuffered: str) -> None:
    commands = {
        "chat": _chat(tiny_model, "hello"),
        "doctor": _command("doctor", "--quick"),
        "models": _command("models", str(tiny_model)),
    }
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        done = _run(
            commands[command],
            capture_output=False,
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
        )
    assert done.returncode == 1
    assert done.stderr == "The output cannot be written: No space left on device.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [("chat", "hello", "--model"), ("verify",)])
def test_an_error_that_cannot_be_written_is_told_by_the_exit_status(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = _run(_command(*command, str(tmp_path / "missing")), capture_output=False, stderr=full)
    assert done.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes a stream")
@pytest.mark.parametrize(("left", "said"), [("", "a line, taken down"), (WAITING, "a line, ")])
def test_the_interpreter_is_not_taken_down_under_a_thread_that_is_left(left: str, said: str) -> None:
    program = f"""
import atexit, threading
from engine.__main__ import leave
atexit.register(print, "taken down", end="")
{left}
print("a line, ", end="")
leave(3)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == (said, "", 3)


def test_closed_streams_are_no_fault() -> None:
    done = _run(["sh", "-c", f'"{sys.executable}" -m engine doctor >&- <&- 2>&-'])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="sends an interrupt as a terminal does")
def test_an_interrupt_finishes_the_turn_and_ends_the_command(tiny_model: Path) -> None:
    command = _command("chat", "--model", str(tiny_model), "--json", "--preset", "best", "hello", "again")
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if json.loads(line)["event"] == "StepTaken":
                break
        os.kill(running.pid, signal.SIGINT)
        output, errors = running.communicate(timeout=TIMEOUT_S)
    assert (_last(output)["event"], _last(output)["reason"]) == ("TurnFinished", "cancelled")
    assert output.count('"TurnFinished"') == 1
    assert (errors, running.returncode) == ("", 130)


def test_plan_prints_a_table_or_says_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--vram-gib", "24", "--context", "8192", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["context"] == 8192
    assert main(["plan", "--vram-gib", "12"]) == 1
    assert "GiB of free GPU memory" in capsys.readouterr().err
    assert main(["plan", "--vram-gib", "24", "--context", "1"]) == 2
    with pytest.raises(SystemExit, match="2"):
        main(["plan", "--vram-gib", "much"])


def test_doctor_lists_findings_in_words_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    words = capsys.readouterr().out
    assert main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert all(set(finding) == {"check", "verdict", "reason", "said"} for finding in findings)
    assert len(words.splitlines()) == len(findings)


def test_doctor_lets_a_card_that_can_be_used_prove_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def usable(*, card: bool) -> None:
        gpu = Gpu(
            name="RTX", capability=(8, 9), total_bytes=GIB, free_bytes=GIB, programs=(), driver="580.65"
        )
        monkeypatch.setattr("engine.__main__.find_gpus", lambda: (gpu,) if card else ())
        monkeypatch.setattr("engine.__main__.torch_cuda", lambda: "13.0")
        monkeypatch.setattr("engine.__main__.kernel_obstacle", lambda: "")

    def told(*options: str) -> str:
        main(["doctor", *options])
        return capsys.readouterr().out

    finding = Finding(check="kernels", verdict=Verdict.PROBLEM, reason="It computes wrongly.")
    monkeypatch.setattr("engine.warm_up.examine_decoding", lambda: finding)
    usable(card=True)
    assert "kernels       problem  It computes wrongly." in told()
    assert "kernels" not in told("--quick")
    usable(card=False)
    assert "kernels" not in told()


def test_doctor_fails_where_there_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("engine.hardware.DEMO_DIRECTORY", tmp_path)
    assert main(["doctor"]) == 1
    assert "problem" in capsys.readouterr().out

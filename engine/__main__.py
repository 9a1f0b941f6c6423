"""The command line: `python -m engine chat|plan|convert|doctor|bench|download|verify|move|remove|models`.

Exit status: 0 done, 1 failed while running, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from engine.chat import (
    DONE,
    FAILED,
    INTERRUPTED,
    AnswerPrinter,
    JsonPrinter,
    chat,
    exit_status,
    has_no_reader,
    images_of,
    print_error,
    prompts_of,
)
from engine.convert_command import convert_files
from engine.errors import EngineError, InvalidOption
from engine.faults import engine_error, is_out_of_memory
from engine.gpus import find_gpus, roomiest
from engine.hardware import Finding, Verdict, examine, kernel_obstacle, torch_cuda
from engine.json_lines import value_fields
from engine.options import Preset, TurnOptions
from engine.plan_command import check_card, show_plan
from engine.preload import prepare_torch
from engine.quiet import keep_quiet
from engine.weights.catalog import DEMO, FULL, HUB

_FILES = ("download", "verify", "move", "remove", "models")
_ONLINE = ("download", "move")  # those that may ask the Hub


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    _open_streams()
    given = _parser().parse_args(arguments)
    keep_quiet(offline=given.command not in _ONLINE)
    try:
        status = _run(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except (EngineError, ModuleNotFoundError) as error:
        return _failed(error)
    except OSError as error:
        _abandon(sys.stdout)
        if not has_no_reader(error):
            print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)
        return FAILED
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return _failed(error)
    return status


def _failed(error: Exception) -> int:
    problem = engine_error(error)
    print_error(problem, sys.stderr)
    return exit_status(problem)


def _run(given: argparse.Namespace) -> int:
    match given.command:
        case "chat":
            return _chat(given)
        case "plan":
            return _plan(given)
        case "convert":
            return _convert(given)
        case "doctor":
            return _doctor(quick=given.quick, as_json=given.json)
        case command if command in _FILES:
            from engine import files_command  # it imports what asks servers, which a bench may lack

            return files_command.run(given, sys.stdout, sys.stderr)
        case _:
            return _bench(given)


def _chat(given: argparse.Namespace) -> int:
    options = TurnOptions(
        preset=Preset.named(given.preset),
        max_new_tokens=given.max_new_tokens,
        seed=given.seed,
        thinking=given.thinking,
        top_conditioning=given.top_conditioning,
    )
    return chat(
        prompts_of(given.prompts, sys.stdin),
        images=images_of(given.image),
        model=given.model,
        system=given.system,
        options=options,
        printer=(JsonPrinter if given.json else AnswerPrinter)(sys.stdout, sys.stderr),
    )


def _plan(given: argparse.Namespace) -> int:
    show_plan(given.vram_gib, given.context, as_json=given.json, out=sys.stdout)
    return DONE


def _convert(given: argparse.Namespace) -> int:
    try:
        convert_files(given.source, given.target, out=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        raise
    print(f"The converted model is in {given.target}.")
    return DONE


def _doctor(*, quick: bool, as_json: bool) -> int:
    findings = [*examine(), *(() if quick else _decoding())]
    if as_json:
        print(json.dumps([value_fields(finding) for finding in findings]))
    else:
        for finding in findings:
            print(f"{finding.check:13} {finding.verdict:8} {finding.reason}")
    return FAILED if any(finding.verdict is Verdict.PROBLEM for finding in findings) else DONE


def _decoding() -> Iterator[Finding]:
    """Whether the card decodes rightly, where one can be used."""
    if roomiest(find_gpus()) is None or not torch_cuda() or kernel_obstacle():
        return
    prepare_torch()
    from engine.warm_up import examine_decoding  # it imports torch, which must find itself prepared

    yield examine_decoding()


def _bench(given: argparse.Namespace) -> int:
    prepare_torch()
    # They import torch, which must find itself prepared.
    from engine.bench import bench
    from engine.step_bench import SYNTHETIC, bench_against, bench_synthetic

    names = ("vram_gib", "context", "experts_hit")
    asked = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    if asked and given.model != SYNTHETIC:
        option = f"--{min(asked).replace('_', '-')}"
        raise InvalidOption(f"{option} is an option of --model {SYNTHETIC} alone.", f"Leave {option} out.")
    if given.vram_gib is not None:
        check_card(given.vram_gib)
    for option in ("top_conditioning", "fp4_activations"):
        if given.against is not None and getattr(given, option):
            raise InvalidOption(
                "--against compares equal work, and transformers has no such option.",
                f"Leave --{option.replace('_', '-')} out.",
            )
    if given.model == SYNTHETIC:
        if given.against is not None and given.vram_gib is not None:
            raise InvalidOption("--against needs the whole GPU.", "Leave --vram-gib out.")
        steps = bench_synthetic(
            **asked,
            top_conditioning=given.top_conditioning,
            fp4_activations=given.fp4_activations,
        )
        measures = dataclasses.asdict(steps)
        if given.against is not None:
            measures |= dataclasses.asdict(bench_against())
    else:
        report, comparison = bench(
            given.model,
            against=given.against is not None,
            top_conditioning=given.top_conditioning,
            fp4_activations=given.fp4_activations,
        )
        measures = dataclasses.asdict(report) | (dataclasses.asdict(comparison) if comparison else {})
    if given.json:
        print(json.dumps(measures))
    else:
        for name, value in measures.items():
            print(f"{name:26} {value:.4g}" if isinstance(value, float) else f"{name:26} {value}")
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m engine", description="DiffusionGemma without the window.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True)
    _add_chat(commands)
    _add_plan(commands)
    _add_convert(commands)
    doctor = commands.add_parser("doctor", help="look at versions, GPU, memory and disk")
    doctor.add_argument("--quick", action="store_true", help="let the GPU itself rest")
    doctor.add_argument("--json", action="store_true", help="print one JSON list")
    _add_bench(commands)
    _add_files(commands)
    return parser


def _add_chat(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    talk = commands.add_parser("chat", help="ask prompts, one turn each, in one conversation")
    _add_common(talk)
    _add_top_conditioning(talk)
    talk.add_argument("--seed", type=int, help="reproduce a turn")
    talk.add_argument("--preset", default=Preset.BEST.value, help=f"{', '.join(Preset)} (default: best)")
    talk.add_argument(
        "--max-new-tokens",
        type=int,
        default=TurnOptions().max_new_tokens,
        metavar="N",
        help="the room for an answer (default: %(default)s)",
    )
    talk.add_argument("--system", default="", metavar="TEXT", help="what the model is told first")
    talk.add_argument("--thinking", action="store_true", help="let the model think before it answers")
    talk.add_argument(
        "--image",
        type=_path,
        action="append",
        default=[],
        metavar="FILE",
        help="show it with the first prompt",
    )
    talk.add_argument("prompts", nargs="+", metavar="PROMPT", help="a prompt; - reads lines from stdin")


def _add_plan(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plan = commands.add_parser("plan", help="what the 26B model would keep on a GPU, or why it does not fit")
    plan.add_argument(
        "--vram-gib", type=float, metavar="X", help="the card's memory (default: what is free here)"
    )
    plan.add_argument("--context", type=int, metavar="N", help="tokens that conversation and answer may take")
    plan.add_argument("--json", action="store_true", help="print one JSON object")


def _add_convert(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    convert = commands.add_parser(
        "convert", help="pack the experts of a bf16 model into NVFP4; goes on where it stopped"
    )
    convert.add_argument(
        "--from", type=_path, required=True, dest="source", metavar="DIR", help="stays as it is"
    )
    convert.add_argument(
        "--to", type=_path, required=True, dest="target", metavar="DIR", help="an empty folder"
    )


def _add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bench = commands.add_parser("bench", help="measure steps and turns")
    _add_common(bench)
    _add_top_conditioning(bench)
    bench.add_argument(
        "--fp4-activations",
        action="store_true",
        help="round what the experts read to NVFP4; a GPU of the RTX 50 series or newer, or a processor",
    )
    bench.add_argument("--against", choices=["transformers"], help="measure that library in the same run")
    synthetic = bench.add_argument_group(
        "of --model synthetic-26b", "random weights of the public model's size, step by step, on a GPU"
    )
    synthetic.add_argument(
        "--vram-gib",
        type=float,
        metavar="X",
        help="let torch have no more: a card's memory, less 1.5 for the screen and CUDA",
    )
    synthetic.add_argument("--context", type=_count, metavar="N", help="tokens of the prompt (default: 2048)")
    synthetic.add_argument(
        "--experts-hit",
        type=_count,
        metavar="N",
        help="experts of a layer that are ever chosen (default: all)",
    )


def _add_files(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fetch = commands.add_parser("download", help="fetch a model; the same command again goes on with it")
    fetch.add_argument(
        "--repo", type=_name, default=FULL.repository, metavar="ID", help=f"default: {FULL.repository}"
    )
    fetch.add_argument(
        "--revision", type=_name, metavar="SHA", help="a commit; default: the one that Dewpoint knows"
    )
    fetch.add_argument("--to", type=_path, required=True, metavar="DIR", help="the model's folder")
    fetch.add_argument("--have", type=_path, metavar="DIR", help="a folder that has some of the files")
    check = commands.add_parser("verify", help="compare a model, byte for byte, with what was downloaded")
    carry = commands.add_parser("move", help="move a model to another folder")
    carry.add_argument("--to", type=_path, required=True, metavar="DIR", help="the new folder")
    drop = commands.add_parser("remove", help="delete a model")
    look = commands.add_parser("models", help="list the models in the folders inside a folder")
    look.add_argument("folder", type=_path, metavar="DIR", help="the folder that holds them")
    for command in (check, carry, drop):
        command.add_argument("folder", type=_path, metavar="DIR", help="the model's folder")
    for command in (fetch, carry):
        command.add_argument("--endpoint", default=HUB, metavar="URL", help="a mirror; default: %(default)s")
        command.add_argument("--proxy", metavar="URL", help="default: the system's")
        command.add_argument(
            "--limit", type=int, metavar="BYTES", help="a second; default: as fast as it goes"
        )
    for command in (fetch, check, carry, drop, look):
        command.add_argument("--json", action="store_true", help="print JSON, one object a line")


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", type=_name, default=DEMO, metavar="demo|DIR", help="the demo model, or a directory"
    )
    command.add_argument("--json", action="store_true", help="print JSON, one object a line")


def _add_top_conditioning(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--top-conditioning",
        action="store_true",
        help="condition a step on the 8 likeliest tokens of each slot alone (default: on all)",
    )


def _name(given: str) -> str:
    """A name of the command line. An empty one would be a default, or the folder one is in."""
    if not given:
        raise argparse.ArgumentTypeError("the name is empty")
    return given


def _path(given: str) -> Path:
    return Path(_name(given))


def _count(given: str) -> int:
    if not given.isdecimal() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"{given!r} is no number from 1 on")
    return int(given)


def _open_streams() -> None:
    """Make the standard streams speak UTF-8 wherever this runs; a closed one becomes an empty one."""
    for name, mode, encoding, errors in (
        # The mark that some files begin with is no part of a prompt; what is not text is refused as one.
        ("stdin", "r", "utf-8-sig", "surrogateescape"),
        ("stdout", "w", "utf-8", "backslashreplace"),
        ("stderr", "w", "utf-8", "backslashreplace"),
    ):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding=encoding))  # noqa: SIM115 - open for life
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors=errors)


def _abandon(stream: TextIO) -> None:
    """Let the interpreter's last flush of a stream that takes no more succeed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def leave(status: int) -> NoReturn:
    """End the process with that status.

    Where threads are left that nobody waits for, as those of a download that was given up, the interpreter is
    not taken down under them: Python before 3.13 may crash then.
    """
    if any(thread.daemon for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    leave(main())

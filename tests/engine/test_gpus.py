"""Cards as a made-up driver tells of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from engine.gpus import GIB, WINDOW_VARIABLE, find_gpus, roomiest
from tests.engine.brackets import is_said

OTHER = 2**22 + 1  # the id of a process that cannot be ours
WINDOW = 2**23 + 1


class NvmlError(Exception):
    """What the driver's library raises."""


class FakeNvml:
    """As much of NVML as is asked; each card is a dict, and what it lacks is not told."""

    NVMLError = NvmlError

    def __init__(self, *cards: dict[str, Any], driver: str = "581.29", broken: bool = False) -> None:
        self.cards, self.driver, self.broken, self.opened = cards, driver, broken, 0

    def nvmlInit(self) -> None:
        if self.broken:
            raise NvmlError("no driver")
        self.opened += 1

    def nvmlShutdown(self) -> None:
        self.opened -= 1

    def nvmlSystemGetDriverVersion(self) -> str:
        return self.driver

    def nvmlDeviceGetCount(self) -> int:
        return len(self.cards)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> dict[str, Any]:
        return self.cards[index]

    def nvmlDeviceGetName(self, card: dict[str, Any]) -> str:
        return str(self._of(card, "name"))

    def nvmlDeviceGetUUID(self, card: dict[str, Any]) -> str:
        return str(self._of(card, "uuid"))

    def nvmlDeviceGetMemoryInfo(self, card: dict[str, Any]) -> SimpleNamespace:
        total, free = self._of(card, "memory")
        return SimpleNamespace(total=total, free=free)

    def nvmlDeviceGetCudaComputeCapability(self, card: dict[str, Any]) -> Any:
        return self._of(card, "capability")

    def nvmlDeviceGetComputeRunningProcesses(self, card: dict[str, Any]) -> Any:
        return [
            SimpleNamespace(pid=pid, usedGpuMemory=taken)
            for pid, (_, taken) in self._of(card, "programs").items()
        ]

    def nvmlDeviceGetGraphicsRunningProcesses(self, card: dict[str, Any]) -> Any:
        return self.nvmlDeviceGetComputeRunningProcesses(card)

    def nvmlSystemGetProcessName(self, pid: int) -> str:
        for each in self.cards:
            if pid in each["programs"] and (name := each["programs"][pid][0]):
                return str(name)
        raise NvmlError("gone")

    def _of(self, card: dict[str, Any], name: str) -> Any:
        if name not in card:
            raise NvmlError("not supported")
        return card[name]


def card(name: str = "NVIDIA GeForce RTX 4090", free_gib: float = 23.2, **more: Any) -> dict[str, Any]:
    """A card of 24 GiB."""
    return {
        "name": name,
        "uuid": "GPU-0",
        "memory": (24 * GIB, int(free_gib * GIB)),
        "capability": (8, 9),
        "programs": {},  # by process: its name, and what it takes where the driver tells
        **more,
    }


def _room() -> int:
    found = roomiest(find_gpus())
    assert found is not None
    return found.room_bytes


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakeNvml]:
    def install(*cards: dict[str, Any], **behaviour: Any) -> FakeNvml:
        fake = FakeNvml(*cards, **behaviour)
        monkeypatch.setitem(sys.modules, "pynvml", fake)
        return fake

    return install


def test_a_card_is_described_in_plain_words(driver: Callable[..., FakeNvml]) -> None:
    fake = driver(card())
    (gpu,) = find_gpus()
    assert gpu.description == "NVIDIA GeForce RTX 4090 (Ada Lovelace), 24.0 GiB, driver 581.29."
    assert gpu.obstacle == ""
    assert gpu.uuid == "GPU-0"
    assert fake.opened == 0


def test_memory_that_others_hold_is_said_with_their_names(driver: Callable[..., FakeNvml]) -> None:
    names = ("C:\\Games\\game one.exe", "/usr/bin/python3 -m x", "")
    driver(card(free_gib=19.8, programs={pid: (name, None) for pid, name in enumerate(names, OTHER)}))
    said = find_gpus()[0].description
    assert said.endswith("4.2 GiB of this card is in use by other programs: game, python3.")


@pytest.mark.parametrize("own", [os.getpid(), WINDOW])
def test_what_dewpoint_holds_is_free_for_the_next_model_and_no_other_program(
    driver: Callable[..., FakeNvml], monkeypatch: pytest.MonkeyPatch, own: int
) -> None:
    monkeypatch.setenv(WINDOW_VARIABLE, str(WINDOW))
    driver(card(free_gib=5, programs={own: ("python3", 17 * GIB), OTHER: ("game", 2 * GIB)}))
    (gpu,) = find_gpus()
    assert gpu.description.endswith("2.0 GiB of this card is in use by other programs: game.")
    assert _room() == 22 * GIB


def test_where_the_driver_tells_not_what_dewpoint_holds_it_is_said_to_be_among_them(
    driver: Callable[..., FakeNvml],
) -> None:
    driver(card(free_gib=5, programs={os.getpid(): ("python3", None), OTHER: ("game", None)}))
    said = find_gpus()[0].description
    assert said.endswith("19.0 GiB of this card is in use by Dewpoint and other programs: game.")
    assert _room() == 5 * GIB


def test_an_old_driver_and_an_old_card_are_obstacles(driver: Callable[..., FakeNvml]) -> None:
    driver(card(), driver="566.36")
    assert find_gpus()[0].obstacle == "Driver 566.36 is too old, 580 or newer is needed."
    driver(card(capability=(7, 5)))
    assert "bfloat16" in find_gpus()[0].obstacle
    driver(card(), driver="")
    assert "too old" in find_gpus()[0].obstacle


def test_what_a_driver_does_not_tell_is_left_out(driver: Callable[..., FakeNvml]) -> None:
    driver({"name": "NVIDIA Odd", "memory": (8 * GIB, 8 * GIB)})
    (gpu,) = find_gpus()
    assert (gpu.uuid, gpu.capability, gpu.architecture, gpu.programs, gpu.obstacle) == ("", None, "", (), "")


def test_no_driver_or_a_broken_one_is_no_card(driver: Callable[..., FakeNvml]) -> None:
    driver(broken=True)
    assert find_gpus() == ()
    assert roomiest(find_gpus()) is None
    fake = driver({"name": "without memory"})
    assert find_gpus() == ()
    assert fake.opened == 0


def test_free_memory_is_that_of_the_card_with_most_of_it(driver: Callable[..., FakeNvml]) -> None:
    driver(card(free_gib=3), card(free_gib=20), card(free_gib=7))
    assert _room() == 20 * GIB


def test_a_card_that_cannot_be_used_is_not_counted(driver: Callable[..., FakeNvml]) -> None:
    driver(card(free_gib=3), card(free_gib=20, capability=(6, 1)))
    assert _room() == 3 * GIB
    driver(card(), driver="566.36")
    assert roomiest(find_gpus()) is None


def test_this_machine_is_asked_for_real() -> None:
    assert isinstance(find_gpus(), tuple)


@pytest.mark.parametrize("own", [{}, {os.getpid(): ("python3", None)}])
@pytest.mark.parametrize("others", [{}, {OTHER: ("game", None)}])
@pytest.mark.usefixtures("bracketed")
def test_a_card_is_described_in_the_words_that_are_spoken(
    driver: Callable[..., FakeNvml], own: dict[int, Any], others: dict[int, Any]
) -> None:
    driver(card(free_gib=5, programs=own | others), card(capability=(6, 1)), driver="581.29")
    busy, old = find_gpus()
    itself, in_use = busy.description[1:-1].split("⟧ ⟦")
    assert is_said(busy.description, f"{itself}⟧", f"⟦{in_use}", old.description, old.obstacle)
    assert "game" in in_use or not others
    driver({"name": "NVIDIA Odd", "memory": (8 * GIB, 8 * GIB)}, driver="566.36")
    assert is_said(find_gpus()[0].description, find_gpus()[0].obstacle)

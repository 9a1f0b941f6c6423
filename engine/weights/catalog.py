"""The checkpoints that Dewpoint knows: those that it can fetch, and the demo that comes with it.

What is pinned here was published or read off the files' shapes; sizes and hashes of the single files come
from the Hub at download time, for exactly the pinned commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.words import said

HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A checkpoint that can be fetched.

    Attributes:
        name: What people call it.
        repository: Where it lies on the Hub.
        commit: The version that was looked at.
        weights_bytes: All its tensors, exactly.
        download_bytes: All files to fetch, about; the exact sum is known once the Hub was asked.
        licence: Says under which terms.
        licence_url: Where to read them.
    """

    name: str
    repository: str
    commit: str
    weights_bytes: int
    download_bytes: int
    licence: Callable[[], str]
    licence_url: str


FULL = Known(
    name="DiffusionGemma 26B-A4B, NVFP4",
    repository="nvidia/diffusiongemma-26B-A4B-it-NVFP4",
    commit="ec4ff3df205028f4e81c954c2227f9312b3ec2ea",
    weights_bytes=18_818_050_776,
    download_bytes=18_860_000_000,
    licence=lambda: said("Apache-2.0, with Gemma's prohibited uses"),
    licence_url=f"{HUB}/nvidia/diffusiongemma-26B-A4B-it-NVFP4",
)
CATALOG = (FULL,)
DEMO = "demo"  # stands in the place of a directory, for the model that comes with Dewpoint


def known(repository: str) -> Known | None:
    """The catalog's entry for a repository, if it has one."""
    return next((entry for entry in CATALOG if entry.repository == repository), None)

"""What libraries must be told before they are imported: report to nobody, and ask nobody."""

from __future__ import annotations

import os
from contextlib import suppress

SILENT = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_SYMLINKS_WARNING": "1",
    "TRITON_DEFAULT_FP_FUSION": "1",  # as ever; Triton 3.9, of torch 2.15, warns that 3.10 will not
}
TOKEN_VARIABLE = "DEWPOINT_HUB_TOKEN"  # the only place that a token is taken from; no library reads it
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def keep_quiet(*, offline: bool) -> None:
    """Set the switches for this process and its children; the libraries read them when they are imported.

    Args:
        offline: Whether no library may ask the Hub for anything. Only a download asks.
    """
    os.environ.update(SILENT)
    with suppress(ModuleNotFoundError):  # a machine that only measures may lack it
        from platformdirs import user_data_path

        os.environ.setdefault("HF_HOME", str(user_data_path("Dewpoint", appauthor=False) / "hf"))
    for name, value in OFFLINE.items():
        if offline:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)

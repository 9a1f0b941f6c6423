"""What a GPU does before it is used: it proves that it decodes rightly, and does what is slow the first time.

Loads torch, and Triton only where a GPU is asked. Not yet run on a GPU.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import torch

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.errors import CardFaulty
from engine.faults import engine_error
from engine.generate import turn
from engine.hardware import Finding, Verdict
from engine.load import Loaded
from engine.model.passage import ImageRun
from engine.options import TurnOptions, planned
from engine.placement import show_torch_one_card
from engine.words import said


def warm_up(model: Loaded, denoiser: Denoiser, *, cancelled: Callable[[], bool]) -> None:
    """Have a model on a GPU take a step that nobody is told of: it compiles kernels and captures the step.

    A first turn finds all this done, and the conversation empty. On the processor nothing happens.

    Args:
        model: A loaded model.
        denoiser: Of its network; new.
        cancelled: Once true, no step is taken.

    Raises:
        CardFaulty: The GPU decodes four-bit weights wrongly.
        ModelDamaged: The network's output is not finite.
    """
    network = model.network
    if not network.waits_for_nothing:
        return
    prove_decoding()
    options = TurnOptions(seed=0, max_new_tokens=1)
    plan = planned(options, model.sampler, canvas_length=network.config.canvas_length)
    greeting = Conversation().asked("hello")
    for _ in turn(model, denoiser, greeting, replace(plan, max_steps=1), turn_id=0, cancelled=cancelled):
        pass
    network.prefill(torch.zeros(1, dtype=torch.int64), denoiser.cache)  # few rows have kernels of their own
    if model.vision is not None:  # and so have images
        blank = torch.zeros(2, network.config.hidden_size, dtype=network.dtype, device=network.device)
        image = ImageRun(start=1, length=len(blank), identity=-1, features=lambda: blank)
        network.prefill(torch.zeros(4, dtype=torch.int64), denoiser.cache, (image,))
    denoiser.cache.truncate(0)


@functools.cache
def prove_decoding() -> None:
    """Let the GPU decode every code under every scale, once in a process.

    Raises:
        CardFaulty: One weight was another than that of the plain decode.
    """
    from engine.kernels.gpu.proof import decodes_rightly

    if not decodes_rightly(torch.device("cuda"), torch.bfloat16):
        raise CardFaulty(
            said("The graphics card reads the model's 4-bit weights wrongly, so its answers would be wrong."),
            said("Update the graphics driver and start Dewpoint again, or use the demo model."),
        )


def examine_decoding() -> Finding:
    """What `prove_decoding` finds on the GPU that models are loaded to, as the doctor tells it."""
    try:
        show_torch_one_card()
        prove_decoding()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        told = engine_error(error)
        verdict = Verdict.PROBLEM if isinstance(told, CardFaulty) else Verdict.NOTE
        reason = said("{one} {other}", one=told.title, other=told.hint)
        return Finding(check="kernels", verdict=verdict, reason=reason)
    reason = said("The card reads every 4-bit weight rightly.")
    return Finding(check="kernels", verdict=Verdict.OK, reason=reason)

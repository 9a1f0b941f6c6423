"""A processor that runs PTX, the code that Triton compiles for a GPU, as NVIDIA's PTX ISA 9.0 describes it.

Where Triton's interpreter runs what a kernel says, this runs what the compiler made of it: its loops of
copies ahead, its layouts of tiles in shared memory, its barriers and tensor instructions. What no card
forgives is an error here: an address outside of what a launch was given, or not aligned; shared memory that
is read before it is written, before a copy has arrived, or without a barrier between two warps; memory of
the card that two programs write. Only what PTX leaves to a card stays unknown: the order in which a tensor
core adds up, and the last bits of approximate functions.

    DEWPOINT_PTX=90 python -m pytest tests/engine/kernels/gpu

runs the tests of the kernels that way, compiled for sm_90. So does `tests/gpu` without a GPU, very slowly.
"""

import os

ARCHITECTURE = int(os.environ.get("DEWPOINT_PTX", "0"))
"""For which kernels are compiled here; 0 where they are interpreted."""

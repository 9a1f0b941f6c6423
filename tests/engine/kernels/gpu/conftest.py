"""The kernels run in Triton's interpreter here, which Triton asks for when it sees a kernel first."""

from __future__ import annotations

import importlib.util
import os

os.environ["TRITON_INTERPRET"] = "1"

# There is no Triton for some systems, and nothing to test without it.
collect_ignore_glob = [] if importlib.util.find_spec("triton") else ["test_*.py"]

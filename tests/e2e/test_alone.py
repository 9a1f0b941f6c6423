"""What tests and measures a GPU runs with torch, Triton and safetensors alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.marks import needs_triton

ROOT = Path(__file__).resolve().parents[2]
LACKING = (
    *("transformers", "tokenizers", "huggingface_hub", "accelerate", "bitsandbytes", "compressed_tensors"),
    *("httpx2", "httpcore2", "filelock", "platformdirs", "pynvml", "PIL", "pypdf", "charset_normalizer"),
    *("PySide6", "pytestqt", "hypothesis", "markdown_it", "mdit_py_plugins", "ziamath"),
)
HIDDEN = f"import sys; sys.modules.update(dict.fromkeys({LACKING})); "  # so that importing one fails
NO_GPU = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HIDDEN + program],
        cwd=ROOT,
        env=NO_GPU,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_triton
def test_the_tests_of_the_gpu_need_nothing_else() -> None:
    collect = ["tests/gpu", "--collect-only", "-q", "-p", "no:cacheprovider", "-W", "ignore"]
    done = run(f"import pytest; sys.exit(pytest.main({collect}))")
    assert done.returncode == 0, done.stdout
    for module in ("test_kernels", "test_graph", "test_record"):
        assert f"tests/gpu/{module}.py::" in done.stdout


def test_the_command_that_measures_steps_needs_nothing_else() -> None:
    done = run(
        "sys.argv[1:] = ['bench', '--model', 'synthetic-26b']; "
        "import runpy; runpy.run_module('engine', run_name='__main__')"
    )
    assert done.returncode == 2, done.stderr
    assert "synthetic-26b is measured on an NVIDIA GPU" in done.stderr


def test_steps_and_their_parts_are_measured_with_nothing_else() -> None:
    done = run(
        "import torch; from engine.kernels.linear import FLOAT32; "
        "from engine.step_bench import measured_steps; "
        "from engine.synthetic import synthetic_network; from tests.engine.small import SMALL; "
        "cpu = torch.device('cpu'); build = lambda: synthetic_network(SMALL, device=cpu, precision=FLOAT32); "
        "print(measured_steps(build, cpu, context=50, step_counts=(2, 3), turns=1).step_ms_median > 0)"
    )
    assert done.stdout.strip() == "True", done.stderr

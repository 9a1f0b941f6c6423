"""Work on a device captured once as a CUDA graph and replayed: one launch instead of thousands."""

from __future__ import annotations

from collections.abc import Callable

import torch

Work = Callable[[], None]
Capture = Callable[[Work], Work]

_WARM_RUNS = 2  # compile kernels, load modules and reserve workspaces before anything is recorded


class CudaGraphs:
    """Captures work on one device; all its graphs share one pool of memory. Used by one thread.

    What is captured must wait for nothing on the host, draw no random numbers, and keep its results in
    tensors that were there before; all others are the pool's, and the next replay of any graph overwrites
    them. Not yet run on a GPU.

    Args:
        device: A CUDA device.
    """

    def __init__(self, device: torch.device) -> None:
        self._stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]  # torch gives it none
        self._pool = torch.cuda.graph_pool_handle()

    def __call__(self, work: Work) -> Work:
        """Run some work to warm up, capture it, and return what replays it."""
        current = torch.cuda.current_stream()
        self._stream.wait_stream(current)
        with torch.cuda.stream(self._stream):
            for _ in range(_WARM_RUNS):
                work()
        current.wait_stream(self._stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local"):
            work()
        return graph.replay

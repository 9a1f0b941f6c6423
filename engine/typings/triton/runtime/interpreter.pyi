from typing import Any

class GridExecutor:
    def __call__(self, *args: Any, **kwargs: Any) -> None: ...

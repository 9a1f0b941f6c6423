from typing import Any

class ASTSource:
    def __init__(
        self,
        *,
        fn: object,
        signature: dict[str, str],
        constexprs: dict[tuple[int], int | float],
        attrs: dict[tuple[int], list[list[Any]]],
    ) -> None: ...

class CompiledKernel:
    asm: dict[str, Any]
    metadata: Any

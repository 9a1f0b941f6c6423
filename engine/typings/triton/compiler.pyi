from typing import Any

class CompiledKernel:
    asm: dict[str, Any]
    metadata: Any

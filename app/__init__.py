"""The window: conversations, the canvas condensing inside an answer, settings.

It imports no torch. `main` builds the parts and connects them, `widgets` draw, `models` hold what is
drawn without any widget, and `bridge` is the only one that talks to the engine.
"""

VERSION = "0.1.0"  # as in pyproject.toml

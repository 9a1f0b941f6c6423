"""A model from the Hub into a folder, byte for byte, whatever the line does.

Start at `fetch.py`, a whole model, and `transfer.py`, one file; `line.py` judges answers, `part.py` and
`folder.py` hold the disk. What has arrived is never fetched twice, and nothing gets its final name before
its hash was checked, so the process may be killed at any time: that is what pause and cancel are made of.
"""

from engine.weights.download.fetch import Wanted, download
from engine.weights.download.limit import Limit
from engine.weights.download.patience import Patience
from engine.weights.download.source import Source
from engine.weights.download.stored import StoredModel, move, remove, stored_models
from engine.weights.download.verify import verify

__all__ = [
    "Limit",
    "Patience",
    "Source",
    "StoredModel",
    "Wanted",
    "download",
    "move",
    "remove",
    "stored_models",
    "verify",
]

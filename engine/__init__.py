"""The model in this process: load it, ask it, watch every denoising step.

This package is the door for values: events, errors, options, conversation. Importing it loads no
torch. The door for actions is `engine.service.Engine`; the command line is `python -m engine`.
It knows nothing of Qt or of the window.
"""

from engine.conversation import Conversation, Fit, Image, Message, Role
from engine.errors import EngineError, PromptRejected, TraceRefused
from engine.events import (
    Candidate,
    CanvasCommitted,
    CanvasStarted,
    DownloadProgressed,
    DownloadStarted,
    EngineState,
    Event,
    FileProgress,
    FilesEvent,
    FilesFailed,
    FilesFinished,
    FilesProgressed,
    FilesRemoved,
    FileState,
    FinishReason,
    LoadFailed,
    LoadProgressed,
    ModelLoaded,
    StateChanged,
    Steered,
    StepTaken,
    StopRule,
    TextChanged,
    Top,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnStarted,
    TurnStats,
)
from engine.faults import collect_with, engine_error
from engine.gpus import WINDOW_VARIABLE
from engine.helm import FULL_SPEED, STANDING
from engine.json_lines import files_event
from engine.options import Preset, TurnOptions
from engine.preload import load_runtime
from engine.quiet import TOKEN_VARIABLE, keep_quiet
from engine.sharing import once_free
from engine.steering import MOST_FORBIDDEN, Beginning, Deed, Grip, Renoising, Steering
from engine.trace import About, CanvasTrace, Trace
from engine.trace_codec import decode_trace, encode_trace
from engine.vocabulary import Piece, PieceKind, Vocabulary
from engine.weights.catalog import DEMO, FULL
from engine.words import said_again, say_with

__all__ = [
    "DEMO",
    "FULL",
    "FULL_SPEED",
    "MOST_FORBIDDEN",
    "STANDING",
    "TOKEN_VARIABLE",
    "WINDOW_VARIABLE",
    "About",
    "Beginning",
    "Candidate",
    "CanvasCommitted",
    "CanvasStarted",
    "CanvasTrace",
    "Conversation",
    "Deed",
    "DownloadProgressed",
    "DownloadStarted",
    "EngineError",
    "EngineState",
    "Event",
    "FileProgress",
    "FileState",
    "FilesEvent",
    "FilesFailed",
    "FilesFinished",
    "FilesProgressed",
    "FilesRemoved",
    "FinishReason",
    "Fit",
    "Grip",
    "Image",
    "LoadFailed",
    "LoadProgressed",
    "Message",
    "ModelLoaded",
    "Piece",
    "PieceKind",
    "Preset",
    "PromptRejected",
    "Renoising",
    "Role",
    "StateChanged",
    "Steered",
    "Steering",
    "StepTaken",
    "StopRule",
    "TextChanged",
    "Top",
    "Trace",
    "TraceRefused",
    "TurnEvent",
    "TurnFailed",
    "TurnFinished",
    "TurnOptions",
    "TurnStarted",
    "TurnStats",
    "Vocabulary",
    "collect_with",
    "decode_trace",
    "encode_trace",
    "engine_error",
    "files_event",
    "keep_quiet",
    "load_runtime",
    "once_free",
    "said_again",
    "say_with",
]

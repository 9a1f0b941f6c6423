"""Every way the engine can fail, as one small tree.

    EngineError
        InvalidOption       an option outside its limits, an unknown preset
        PromptRejected      a prompt that cannot be asked: empty, or not text
            ContextFull             the conversation is longer than the model can hold
        ModelMissing        no model at that place
        ModelDamaged        a model file that is truncated, altered or not finite
        ModelForeign        a model this engine does not know
        PlanRefused         no load plan fits the GPU
        DiskFull            no room on the disk
        FolderUnusable      a folder that cannot hold a model
        FolderLeft          a folder that could not be deleted once its model was moved
        OutOfMemory         no memory for the weights, the cache or a step
        CardFaulty          a card that computes wrongly
        DeviceLost          the driver has given the card up; only another start brings it back
        NotSetUp            a Python that lacks a package
        TraceRefused        a recording that is damaged, too new, or of another model
        DownloadError       a model that could not be fetched; what was fetched is kept
            NoConnection            nobody answers, or the line keeps breaking
            SignInNeeded            a network that answers with its own page
            ConnectionIntercepted   a certificate that is not the server's
            ProxyRefused            a proxy that lets nothing through
            NotOffered              no such repository, or not for everybody
            VersionGone             the expected version or file was removed or replaced
            ServerBusy              asked to come back later, too often
            ServerConfused          answers that do not fit the question, again and again
            FilesDiffer             bytes that are not those that were promised, twice
            FolderBusy              a folder that another Dewpoint is writing
            FilesElsewhere          a folder that was said to hold the model's files, and holds none
        EngineClosed        asked after close
        EngineFault         anything else; a defect of ours

Each carries `title` (one line for a dialog), `hint` (what to do) and `recoverable` (whether the
engine can go on). Foreign exceptions are converted where they enter.
"""

from __future__ import annotations


class EngineError(Exception):
    """The root of all engine errors.

    Args:
        title: What happened, in one plain sentence.
        hint: What the person can do about it.
        recoverable: Whether the next turn can be asked without loading the model again.
    """

    recoverable_by_default = True

    def __init__(self, title: str, hint: str = "", *, recoverable: bool | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint
        self.recoverable = self.recoverable_by_default if recoverable is None else recoverable


class InvalidOption(EngineError):
    """An option has a value outside its limits."""


class PromptRejected(EngineError):
    """The prompt cannot be asked as it is."""


class ContextFull(PromptRejected):
    """The conversation and the room for an answer exceed what the model can hold."""


class ModelMissing(EngineError):
    """There is no model at the given place."""

    recoverable_by_default = False


class ModelDamaged(EngineError):
    """A model file is truncated, altered or holds values that are not finite."""

    recoverable_by_default = False


class ModelForeign(EngineError):
    """The directory holds a model of another kind, or a file layout this engine does not know."""

    recoverable_by_default = False


class PlanRefused(EngineError):
    """The model does not fit on the GPU with the context wished for; the hint names what would."""

    recoverable_by_default = False


class DiskFull(EngineError):
    """There is no room on the disk."""


class FolderUnusable(EngineError):
    """The folder cannot hold a model: taken by other things, or not to be written."""


class FolderLeft(EngineError):
    """The model was moved, but its old folder could not be deleted."""


class OutOfMemory(EngineError):
    """There is not enough memory for the weights, the cache or a step."""


class CardFaulty(EngineError):
    """The card was shown to compute wrongly; no model is loaded to it."""

    recoverable_by_default = False


class DeviceLost(EngineError):
    """The driver has given the card up; this process cannot use it any more."""

    recoverable_by_default = False


class NotSetUp(EngineError):
    """This Python lacks a package that Dewpoint needs; the setup installs them all."""

    recoverable_by_default = False


class TraceRefused(EngineError):
    """A recording cannot be replayed: it is damaged, too new, or made with another vocabulary."""


class DownloadError(EngineError):
    """A model could not be fetched. What was fetched stays, and the next try goes on from there."""


class NoConnection(DownloadError):
    """Nobody answers, or the line keeps breaking."""


class SignInNeeded(DownloadError):
    """The network answers with a page of its own: one has to sign in first."""


class ConnectionIntercepted(DownloadError):
    """The certificate is not the server's."""


class ProxyRefused(DownloadError):
    """The proxy lets nothing through."""


class NotOffered(DownloadError):
    """There is no such repository or file for whoever asks."""


class VersionGone(DownloadError):
    """The expected version was removed, or is another one now."""


class ServerBusy(DownloadError):
    """The server asked to come back later, too often."""


class ServerConfused(DownloadError):
    """The server's answers do not fit the questions, again and again."""


class FilesDiffer(DownloadError):
    """The bytes of a file are not those that were promised, at the second try too."""


class FolderBusy(DownloadError):
    """Another Dewpoint is writing this folder."""


class FilesElsewhere(DownloadError):
    """The folder that was said to hold the model's files holds none of them."""


class EngineClosed(EngineError):
    """The engine was asked for something after it had been closed."""

    recoverable_by_default = False


class EngineFault(EngineError):
    """A defect of ours; `__cause__` holds the original exception."""

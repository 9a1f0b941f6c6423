"""Work on files behind the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.models.files_job import FilesJob, JobState
from tests.app.fake_command import FINISHED, PROGRESSED, FakeCommands, failed, line_of, progressed


@pytest.fixture
def commands() -> FakeCommands:
    return FakeCommands()


@pytest.fixture
def job(qapp: QApplication, commands: FakeCommands) -> Iterator[FilesJob]:
    made = FilesJob(commands)
    yield made
    shiboken6.delete(made)


def test_a_download_tells_where_it_stands_until_it_is_done(job: FilesJob, commands: FakeCommands) -> None:
    ends: list[None] = []
    job.finished.connect(lambda: ends.append(None))
    job.start(["download", "--to", "x"])
    command = commands.latest("download")
    assert command.started
    assert command.arguments[-1] == "--json"
    command.say(line_of(progressed()))
    assert job.download == progressed()
    assert list(job.speeds) == [5e7]
    command.finish(line_of(FINISHED))
    assert (job.state, len(ends)) == (JobState.DONE, 1)


def test_another_command_waits_for_nobody(job: FilesJob, commands: FakeCommands) -> None:
    job.start(["verify", "x"])
    job.start(["verify", "y"])
    assert len(commands.made) == 1
    commands.made[0].say(line_of(PROGRESSED))
    assert job.work == PROGRESSED
    job.stop()


def test_stopping_is_no_failure_and_what_was_shown_stays(job: FilesJob, commands: FakeCommands) -> None:
    job.start(["download"])
    commands.made[0].say(line_of(progressed()))
    job.stop()
    commands.made[0].say(line_of(progressed(9)))  # what was under way
    assert (job.state, job.failure, job.download) == (JobState.STOPPED, None, progressed())
    job.forget()
    assert (job.state, job.download) == (JobState.IDLE, None)


def test_what_is_as_good_as_done_is_not_stopped(job: FilesJob, commands: FakeCommands) -> None:
    job.start(["move", "x"])
    commands.made[0].say(line_of(FINISHED))
    job.stop()  # while the old folder goes
    assert not commands.made[0].stopped
    commands.made[0].finish()
    assert job.state is JobState.DONE


def test_a_failure_keeps_its_words(job: FilesJob, commands: FakeCommands) -> None:
    job.start(["download"])
    commands.made[0].finish(line_of(failed("DiskFull")), status=1)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert (job.failure.kind, job.failure.error.title) == ("DiskFull", "It broke.")
    job.start(["download"])
    assert job.failure is None
    job.stop()


def test_a_process_that_dies_is_a_failure_with_a_way_on(job: FilesJob, commands: FakeCommands) -> None:
    job.start(["download"])
    commands.made[0].finish(status=-1)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert "Try again" in job.failure.error.hint


def test_a_quick_resume_does_not_meet_the_run_before(job: FilesJob, commands: FakeCommands) -> None:
    job.start(["download"])
    first = commands.made[0]
    first.stop = lambda: None  # type: ignore[method-assign]  # it needs a moment to end
    job.stop()
    job.start(["download"])
    assert first.closed
    assert job.is_running
    job.stop()


def test_closing_ends_what_runs(job: FilesJob, commands: FakeCommands) -> None:
    job.close()
    job.start(["download"])
    job.close()
    assert commands.made[0].closed

from __future__ import annotations

from app.models.code import LONGEST, Part, prepare, spans


def _parts(text: str, language: str) -> list[tuple[str, Part]]:
    return [(text[s.start : s.start + s.length], s.part) for s in spans(text, language)]


def test_parts_of_code_are_named() -> None:
    prepare()
    assert _parts('def f(x):  # why\n    return "a" + 1\n', "python") == [
        ("def", Part.KEYWORD),
        ("f", Part.NAME),
        ("# why", Part.COMMENT),
        ("return", Part.KEYWORD),
        ('"', Part.STRING),
        ("a", Part.STRING),
        ('"', Part.STRING),
        ("1", Part.NUMBER),
    ]


def test_places_are_those_of_the_text_as_it_was_written() -> None:
    text = "\n\n  # 😀\nx = '露'"
    assert ("# 😀", Part.COMMENT) in _parts(text, "python")
    assert ("露", Part.STRING) in _parts(text, "py")


def test_what_is_unknown_or_too_long_has_no_colours() -> None:
    assert spans("x = 1", "") == ()
    assert spans("x = 1", "no such language") == ()
    assert spans("1" * (LONGEST + 1), "python") == ()

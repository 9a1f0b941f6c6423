from __future__ import annotations

from app.models.code import Part, coloured_lines, line_count, prepare


def _parts(text: str, language: str) -> list[list[tuple[str, Part]]]:
    """The coloured parts of each line, by their words."""
    lines = text.replace("\u2029", "\n").split("\n")
    found = coloured_lines(text, language)
    return [
        [(_units(line, s.start, s.start + s.length), s.part) for s in spans]
        for line, spans in zip(lines, found, strict=False)
    ]


def _units(line: str, start: int, end: int) -> str:
    return line.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_parts_of_code_are_named() -> None:
    prepare()
    assert _parts('def f(x):  # why\n    return "a" + 1\n', "python") == [
        [("def", Part.KEYWORD), ("f", Part.NAME), ("# why", Part.COMMENT)],
        [
            ("return", Part.KEYWORD),
            ('"', Part.STRING),
            ("a", Part.STRING),
            ('"', Part.STRING),
            ("1", Part.NUMBER),
        ],
    ]


def test_places_are_those_of_the_line_also_behind_signs_of_two_units() -> None:
    parts = _parts("\n\n  # 😀\nx = '😀露', 1", "py")
    assert parts[:3] == [[], [], [("# 😀", Part.COMMENT)]]
    assert parts[3][1:] == [("😀露", Part.STRING), ("'", Part.STRING), ("1", Part.NUMBER)]


def test_a_part_of_several_lines_is_in_each_of_them() -> None:
    parts = _parts('"""one\n\n\u2029two"""\nx = 1', "python")
    assert [[words for words, _ in line] for line in parts] == [['"""one'], [], [], ['two"""'], ["1"]]


def test_lines_are_counted_as_they_are_shown() -> None:
    assert [line_count(text) for text in ("", "one", "one\n", "one\u2029two\n\n")] == [1, 1, 2, 4]


def test_what_is_unknown_has_no_colours() -> None:
    assert not list(coloured_lines("x = 1", ""))
    assert not list(coloured_lines("x = 1", "no such language"))

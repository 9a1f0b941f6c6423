"""Markdown as this app reads it: tables, strikethrough, formulas; no raw HTML, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

DEEPEST = 20  # nested lists and quotes; text of a model may hold any number of signs


@cache
def parser() -> MarkdownIt:
    """The parser; HTML is text to it, and pictures are links. Any thread."""
    from markdown_it import MarkdownIt  # takes a moment, and the window stands without it
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    made = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    made.enable(["table", "strikethrough"])
    # A dollar beside a space or a digit is money.
    made.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    made.inline.ruler.before("escape", "math_bracket", _read_brackets)
    made.core.ruler.push("links", _make_links)
    for kind in FORMULAS:
        made.add_render_rule(kind, _write_formula)
    return made


FORMULAS = ("math_inline", "math_inline_double", "math_block")  # tokens that are formulas
_ADDRESS = re.compile(r"(?<!\w)(https?://(?:[^\s<>\"“”()]|\([^\s<>\"“”()]*\))+(?<![.,;:!?'\]*]))")
_HTML = re.compile(r"<|&#?\w+;")  # to readers that take it
_LINE = re.compile(r"(?<!\n)\n(?!\n)")  # the end of one, behind which its paragraph goes on
_SIGN = re.compile(r"[\\`*\[\]<$~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_BRACKETS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_ENDS = {"\\(": "\\)", "\\[": "\\]"}


def formula_of(token: Token) -> str:
    """A formula as it was written, with the signs around it."""
    return f"{token.markup}{token.content}{_ENDS.get(token.markup, token.markup)}"


def _read_brackets(state: StateInline, silent: bool) -> bool:
    r"""Read `\(...\)` and `\[...\]`, as models write formulas."""
    if not state.src.startswith(("\\(", "\\["), state.pos):
        return False
    found = _BRACKETS.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("math_inline" if found[1] else "math_inline_double", "math", 0)
        token.content = found[1] or found[2]
        token.markup = found[0][:2]
    state.pos = found.end()
    return True


def _write_formula(_renderer: object, tokens: Sequence[Token], place: int, *_: object) -> str:
    """A formula as code, for readers that draw none."""
    token = tokens[place]
    look = "inline" if token.type == "math_inline" else "display"
    html = f'<code class="math {look}">{escape(formula_of(token), quote=False)}</code>'
    return f'<p align="center">{html}</p>\n' if token.type == "math_block" else html


def _make_links(state: StateCore) -> None:
    """Make links of pictures, and of web addresses that stand among words; in a link they are words."""
    for block in state.tokens:
        made: list[Token] = []
        is_free = True
        for token in block.children or ():
            if token.type in ("link_open", "link_close"):
                is_free = token.type == "link_close"
            if token.type == "image":
                address = str(token.attrGet("src"))
                made += _link(token.content or address, address if is_free else "")
            elif token.type == "text" and is_free:
                for place, words in enumerate(_ADDRESS.split(token.content)):
                    made += _link(words, parser().normalizeLink(words) if place % 2 else "")
            else:
                made.append(token)
        block.children = made or None


def _link(words: str, address: str) -> list[Token]:
    """Words that lead to an address, or no more than words where there is none."""
    from markdown_it.token import Token

    said = [Token("text", "", 0, content=words)] if words else []
    if not address:
        return said
    return [Token("link_open", "a", 1, attrs={"href": address}), *said, Token("link_close", "a", -1)]


def to_html(text: str) -> str:
    """The text as HTML that loads nothing and runs nothing."""
    return str(parser().render(text))


def as_written(text: str) -> str:
    """Markdown that looks as a plain text was written: its lines, or code where anything in it is a mark."""
    text = text.strip("\n")
    read = (token.children or () for token in parser().parse(text) if token.type == "inline")
    shown = ("".join("\n" if each.type == "softbreak" else each.content for each in one) for one in read)
    if "\n\n".join(shown) == text and not _HTML.search(text):
        return _LINE.sub("  \n", text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def line_as_written(line: str) -> str:
    """Markdown that looks within a line as a plain text was written."""
    return _SIGN.sub(r"\\\g<0>", line)


def page(title: str, body: str) -> str:
    """A whole HTML page around a body, in the language that is spoken; it is readable in light and dark."""
    return (
        f'<!DOCTYPE html>\n<html lang="{QLocale().bcp47Name()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; }
h2 { font-size: 0.85rem; margin: 2rem 0 0.25rem; opacity: 0.7; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 6px; }
.asked { white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.25rem 0.5rem; }
"""

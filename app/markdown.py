"""Markdown as this app reads it: with tables and strikethrough; no raw HTML, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

DEEPEST = 20  # nested lists and quotes; text of a model may hold any number of signs


@cache
def parser() -> MarkdownIt:
    """The parser; HTML is text to it, and pictures are links. Any thread."""
    from markdown_it import MarkdownIt  # takes a moment, and the window stands without it

    made = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    return made.enable(["table", "strikethrough"]).disable("image")


def to_html(text: str) -> str:
    """The text as HTML that loads nothing and runs nothing."""
    return str(parser().render(text))


def page(title: str, body: str) -> str:
    """A whole HTML page around a body; it is readable in light and dark."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; }
h2 { font-size: 0.85rem; margin: 2rem 0 0.25rem; opacity: 0.7; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 6px; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.25rem 0.5rem; }
"""

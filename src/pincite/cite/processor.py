"""citeproc-py, with what our citations need and it gets wrong put right.

citeproc-py builds a style's elements from classes that lxml looks up by name, so the corrections
are subclasses offered to that look-up: nothing of the library is patched. Each was met in 0.11.1
with the styles that we offer, and each has a test in tests/cite/test_styles.py:

- an element shown in an absent author's place is shown again in its own;
- a label ("Edition") is printed where its variable is absent;
- ``disambiguate="true"`` is taken for true, and so every MLA citation carries the title;
- title case does not see a word behind an opening quotation mark;
- initials of "Hae-yong" come out as "H.-. yong .", and ``initialize="false"`` is not heard;
- ``punctuation-in-quote`` is not done, quotation marks in a quoted title are not turned into the
  inner ones, and the HTML formatter does not escape what it is given.

The last three are done on text that carries marks, see `pincite.cite.marks`.
"""

from __future__ import annotations

import re
from typing import Any

from citeproc import CitationStylesStyle, model
from lxml import etree

from pincite.cite import marks

_CSL = "http://purl.org/net/xbiblio/csl"
_RANGE = re.compile(r"\d+\s*[-–,&]\s*\d+")

# mypy knows nothing of citeproc's types: its classes are Any, which strict mode will not subclass.


class Text(model.Text):  # type: ignore[misc]
    """Text that tells the layout which variables it has shown, and quotes within quotes."""

    def _variable(self, item: Any, context: Any) -> Any:
        text = super()._variable(item, context)
        if text is not None:
            context.get_layout().__dict__.setdefault("shown", []).append(self.get("variable"))
            if self.get("variable") == "URL":
                return marks.URL.around(str(text))
        return text

    def case(self, text: Any, language: Any = None) -> Any:
        text = super().case(text, language)
        if self.get("text-case") == "title" and language == "en":
            return marks.quoted_words_capitalised(str(text))
        return text

    def quote(self, string: Any) -> Any:
        if self.get("quotes", "false").lower() != "true":
            return string
        opening, closing = self.get_single_term("open-quote"), self.get_single_term("close-quote")
        return super().quote(marks.with_inner_quotes(str(string), str(opening), str(closing)))


class Substitute(model.Substitute):  # type: ignore[misc]
    """A stand-in for absent names, after which what it showed is not shown again."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        layout = context.get_layout()
        layout.shown = []
        text = super().render(item, context=context, **kwargs)
        layout.repressed.setdefault(f"{{{_CSL}}}text", []).extend(layout.shown)
        return text


class Label(model.Label):  # type: ignore[misc]
    """A label that is silent without its variable and plural only for several numbers."""

    def process(self, item: Any, variable: Any = None, *args: Any, **kwargs: Any) -> Any:
        named = self.get("variable")
        # Names pass their role; other labels stand beside a variable of their own.
        if (
            variable is None
            and named != "locator"
            and named.replace("-", "_") not in item.reference
        ):
            return None
        return super().process(item, variable, *args, **kwargs)

    def _is_plural(self, item: Any) -> Any:
        if self.get("variable") == "locator" and item.has_locator:
            # "28 (first of 2)" is one paragraph.
            return _RANGE.match(str(item.locator.identifier)) is not None
        return super()._is_plural(item)


class Name(model.Name):  # type: ignore[misc]
    """A name whose initials keep their hyphens, and whose given name stays whole if it must."""

    def initialize(self, given: str, mark: str, context: Any) -> str:
        for element in (self, *(context if context is not None else self).iterancestors()):
            if element.get("initialize") == "false":
                return given
            if element.get("initialize") == "true":
                break
        return marks.initials(given, mark)


_CORRECTED = {"text": Text, "substitute": Substitute, "label": Label, "name": Name}


class Style(CitationStylesStyle):  # type: ignore[misc]
    """A style file with its elements in the corrected classes.

    Args:
        path: A CSL file.
        locale: The language of terms and dates, such as ``en-GB``.
    """

    def __init__(self, path: str, locale: str) -> None:
        lookup = etree.ElementNamespaceClassLookup()
        namespace = lookup.get_namespace(_CSL)
        namespace[None] = model.CitationStylesElement
        for cls in model.CitationStylesElement.__subclasses__():
            namespace[cls.__name__.replace("_", "-").lower()] = cls
        namespace.update(_CORRECTED)
        self.parser = etree.XMLParser(remove_comments=True, no_network=True)
        self.parser.set_element_class_lookup(lookup)
        self.xml = etree.parse(path, self.parser)
        self.root = self.xml.getroot()
        self._drop_disambiguation()
        self._give_names_a_name()
        # The styles and locales come with their packages; checking them at each start is theirs.
        self.root.set_locale_list(locale, validate=False)
        self.root.formatter = marks

    def _drop_disambiguation(self) -> None:
        """One document alone is never mistaken for another: such branches cannot be taken."""
        for branch in self.root.iterfind(".//{*}choose/*[@disambiguate='true']"):
            if branch.get("match") != "any":
                branch.getparent().remove(branch)

    def _give_names_a_name(self) -> None:
        """Where ``names`` has none, citeproc-py would add one to the style at each rendering."""
        for names in self.root.iterfind(".//{*}names"):
            in_substitute = names.getparent().tag == f"{{{_CSL}}}substitute"
            if names.find("{*}name") is None and not in_substitute:
                names.insert(0, self.parser.makeelement(f"{{{_CSL}}}name"))

"""SVG written element by element, for every picture.

The pictures are served under a content policy that allows nothing, hence presentation attributes only: no
style, no script, no reference, no id. ElementTree escapes all text. Imports nothing of Palier.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

TEXT = "#1d2430"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def write(root: Element, x: float, y: float, text: str, size: int = 14, fill: str = TEXT) -> Element:
    """Add a line of text at this place."""
    element = add(root, "text", x=x, y=y, font_size=size, fill=fill)
    element.text = text
    return element


def add(parent: Element, tag: str, **attributes: str | float) -> Element:
    """Add an element with presentation attributes; an underscore in a name stands for a hyphen."""
    formatted = {
        name.replace("_", "-"): value if isinstance(value, str) else f"{value:g}"
        for name, value in attributes.items()
    }
    return SubElement(parent, tag, formatted)


def text_width(text: str) -> int:
    """The approximate width in pixels of a text of size 11 in a plain sans-serif font."""
    return round(
        sum(3.4 if c in " .,|il" else 4.5 if c in "frt()" else 9 if c in "mMwW" else 6.5 for c in text)
    )


def as_document(root: Element) -> bytes:
    """The whole picture as an XML document in UTF-8."""
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document

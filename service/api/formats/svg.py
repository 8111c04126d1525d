"""SVG written element by element: what every picture is made of.

The pictures are served under a policy that allows them nothing, hence presentation attributes only: no style,
no script, no reference, no id. ElementTree escapes whatever it writes. Imports nothing of Palier.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

TEXT = "#1d2430"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def write(root: Element, x: float, y: float, said: str, size: int = 14, fill: str = TEXT) -> Element:
    """Write a line of text at this place."""
    text = draw(root, "text", x=x, y=y, font_size=size, fill=fill)
    text.text = said
    return text


def draw(parent: Element, tag: str, **attributes: str | float) -> Element:
    """Add an element with presentation attributes: their hyphens are written as underscores here."""
    given = {k.replace("_", "-"): v if isinstance(v, str) else f"{v:g}" for k, v in attributes.items()}
    return SubElement(parent, tag, given)


def breadth(text: str) -> int:
    """About how wide a text of size 11 is in a plain sans-serif font."""
    return round(
        sum(3.4 if c in " .,|il" else 4.5 if c in "frt()" else 9 if c in "mMwW" else 6.5 for c in text)
    )


def encoded(root: Element) -> bytes:
    """The whole picture as a document."""
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found

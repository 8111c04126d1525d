"""The two pictures of a stored assessment, for reports and web pages: a radar and a badge, as SVG.

Pure functions of the maturity alone, so no organisation's name can appear. The pictures are served under a
policy that allows them nothing, hence presentation attributes only: no style, no script, no reference, no id.
ElementTree escapes whatever it writes. Imports the model only.
"""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from service.model.codes import LEVELS, Language
from service.model.maturity import CompetencyScore, Maturity

_WORDS: dict[str, dict[Language, str]] = {
    "heading": {"en": "Community management maturity", "fr": "Maturité du community management"},
    "level": {"en": "Level {n} of 4 · {label}", "fr": "Niveau {n} sur 4 · {label}"},
    "no_level": {
        "en": "Not enough answers to tell the level",
        "fr": "Trop peu de réponses pour dire le niveau",
    },
    "index": {"en": "Index {index} of 4", "fr": "Indice {index} sur 4"},
    "between": {"en": ", between {low} and {high}", "fr": ", entre {low} et {high}"},
    "possible": {
        "en": "Levels {low} to {high} still possible",
        "fr": "Niveaux {low} à {high} encore possibles",
    },
    "covered": {"en": "{share}% of the evidence answered", "fr": "{share} % des preuves renseignées"},
    "scores": {"en": "Scores from 1 to 4", "fr": "Notes de 1 à 4"},
    "no_score": {"en": "no score", "fr": "sans note"},
    "declared": {"en": "{score}, declared", "fr": "{score}, déclaré"},
    "range": {"en": "{score} ({low} to {high})", "fr": "{score} ({low} à {high})"},
    "point": {"en": "score", "fr": "note"},
    "band": {
        "en": "range that unanswered questions leave open",
        "fr": "fourchette laissée ouverte par les questions sans réponse",
    },
    "too_little": {"en": "not enough answers", "fr": "trop peu de réponses"},
    "not_affiliated": {
        "en": "Palier is not affiliated with The Community Roundtable;"
        " only the names of levels and competencies are cited.",
        "fr": "Palier n’est pas affilié à The Community Roundtable ;"
        " seuls les noms des niveaux et des compétences sont cités.",
    },
}
_DECIMAL: dict[Language, str] = {"en": ".", "fr": ","}

_TEXT, _SOFT, _BACK, _LINE = "#1d2430", "#55607a", "#fbfaf7", "#d0ccbf"
_POINTS, _BANDS, _UNKNOWN = "#8a3b12", "#2f6f9f", "#5c6370"
# One hue, ever deeper: a level is a place on the ladder, neither good nor bad.
_STEPS = ("#4a6d94", "#36598a", "#23467c", "#12336b")
_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_WIDTH, _HEIGHT, _RADIUS = 640, 600, 156
_X, _Y = _WIDTH / 2, 262
_LINE_HEIGHT, _LABEL_LETTERS = 17, 16


def radar(maturity: Maturity, language: Language) -> bytes:
    """Every competency on its axis with its range; one without a score is a gap, never drawn as zero."""
    heading, (verdict, *rest) = _WORDS["heading"][language], _caption(maturity, language)
    root = _picture(_WIDTH, _HEIGHT, f"{heading}. {verdict}", maturity, language)
    SubElement(root, "rect", width=str(_WIDTH), height=str(_HEIGHT), rx="12", fill=_BACK)
    _write(root, _X, 36, f"Palier · {heading}", size=14, fill=_SOFT)
    competencies = maturity.competencies
    angles = [2 * pi * i / len(competencies) for i in range(len(competencies))]
    _grid(root, angles)
    for angle, competency in zip(angles, competencies, strict=True):
        _band(root, angle, competency)
    # A second outline, such as the median of a cohort, is one more call: its scores and its colour.
    _outline(root, angles, [competency.score for competency in competencies], _POINTS)
    _rings(root, pi / len(competencies))
    for angle, competency in zip(angles, competencies, strict=True):
        _label(root, angle, competency, language)
    _write(root, _X, 492, verdict, size=20).set("font-weight", "700")
    for i, line in enumerate(rest):
        _write(root, _X, 517 + 21 * i, line, fill=_SOFT if i else _TEXT)
    _legend(root, language)
    drawn: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def badge(maturity: Maturity, language: Language) -> bytes:
    """The level and the index on a flat badge, with the range while more than one level is possible."""
    said, colour = _WORDS["too_little"][language], _UNKNOWN
    if maturity.level is not None and maturity.index is not None:
        said, colour = f"{maturity.label} {maturity.index:.2f}", _STEPS[LEVELS.index(maturity.level)]
        if len(maturity.possible_levels) > 1:
            said += f" ({maturity.interval.low:.2f}–{maturity.interval.high:.2f})"
        said = said.replace(".", _DECIMAL[language])
    left, right = _breadth("Palier") + 12, _breadth(said) + 12
    root = _picture(left + right, 20, f"Palier | {said}", maturity, language)
    SubElement(root, "rect", width=str(left + right), height="20", rx="3", fill=colour)
    SubElement(root, "path", fill=_TEXT, d=f"M3 0H{left}V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z")
    for x, text in ((left / 2, "Palier"), (left + right / 2, said)):
        # Its length is stated, so that no font can push the text over the edge.
        _write(root, x, 14, text, size=11, fill="#ffffff").set("textLength", str(_breadth(text)))
    drawn: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return drawn


def _picture(width: int, height: int, title: str, maturity: Maturity, language: Language) -> Element:
    """An empty picture with what it says aloud: its title, the result, every score."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "xml:lang": language, "role": "img"})
    root.attrib |= {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    root.set("font-family", _FONTS)
    SubElement(root, "title").text = title
    sentences = [*_caption(maturity, language), _WORDS["scores"][language]]
    sentences += [f"{found.label} {_score(found, language)}" for found in maturity.competencies]
    SubElement(root, "desc").text = ". ".join([*sentences, _WORDS["not_affiliated"][language]])
    return root


def _caption(maturity: Maturity, language: Language) -> Iterator[str]:
    """The level, the index and what is still open, in words."""
    words = {name: text[language] for name, text in _WORDS.items()}
    if maturity.level is None or maturity.index is None:
        yield words["no_level"]
    else:
        yield words["level"].format(n=LEVELS.index(maturity.level) + 1, label=maturity.label)
        low, high = maturity.interval.low, maturity.interval.high
        span = words["between"].format(low=f"{low:.2f}", high=f"{high:.2f}") if low < high else ""
        index = words["index"].format(index=f"{maturity.index:.2f}")
        yield index.replace(".", _DECIMAL[language]) + span.replace(".", _DECIMAL[language])
    open_levels = [LEVELS.index(level) + 1 for level in maturity.possible_levels]
    covered = words["covered"].format(share=round(100 * maturity.coverage))
    if len(open_levels) > 1:
        possible = words["possible"].format(low=open_levels[0], high=open_levels[-1])
        covered = f"{possible} · {covered}"
    yield covered


def _score(found: CompetencyScore, language: Language) -> str:
    """A competency's score in words, with its range if one is open."""
    words = {name: text[language] for name, text in _WORDS.items()}
    said = words["no_score"] if found.score is None else f"{found.score:g}"
    if found.declared:
        said = words["declared"].format(score=said)
    if found.interval.low < found.interval.high:
        low, high = f"{found.interval.low:g}", f"{found.interval.high:g}"
        said = words["range"].format(score=said, low=low, high=high)
    return said.replace(".", _DECIMAL[language])


def _place(angle: float, radius: float) -> str:
    """A point of the picture, from an angle clockwise from the top and a distance from the centre."""
    return f"{_X + radius * sin(angle):.1f} {_Y - radius * cos(angle):.1f}"


def _reach(level: float) -> float:
    """The distance from the centre of a level; the centre itself is no level."""
    return _RADIUS * level / len(LEVELS)


def _grid(root: Element, angles: Sequence[float]) -> None:
    for level in range(1, len(LEVELS) + 1):
        SubElement(
            root, "circle", cx=f"{_X:g}", cy=str(_Y), r=f"{_reach(level):g}", fill="none", stroke=_LINE
        )
    axes = "".join(f"M{_place(angle, _reach(1))}L{_place(angle, _RADIUS)}" for angle in angles)
    SubElement(root, "path", d=axes, stroke=_LINE)


def _rings(root: Element, angle: float) -> None:
    """The numbers of the levels, between two axes, with a halo so that nothing under them hides them."""
    for level in range(1, len(LEVELS) + 1):
        x, y = map(float, _place(angle, _reach(level)).split())
        number = _write(root, x, y + 4, str(level), size=11, fill=_SOFT)
        number.attrib |= {"stroke": _BACK, "stroke-width": "3", "paint-order": "stroke"}


def _band(root: Element, angle: float, found: CompetencyScore) -> None:
    """The range of a competency, as wide a sector as leaves its neighbours alone."""
    low, high = _reach(found.interval.low), _reach(found.interval.high)
    if low == high:
        return
    start, end = angle - pi / 14, angle + pi / 14
    outer = f"M{_place(start, high)}A{high:g} {high:g} 0 0 1 {_place(end, high)}"
    inner = f"L{_place(end, low)}A{low:g} {low:g} 0 0 0 {_place(start, low)}Z"
    SubElement(root, "path", {"fill-opacity": "0.22"}, d=outer + inner, fill=_BANDS)


def _outline(root: Element, angles: Sequence[float], scores: Sequence[float | None], colour: str) -> None:
    """A polygon of scores, broken wherever a score is missing."""
    places = [
        None if score is None else _place(angle, _reach(score))
        for angle, score in zip(angles, scores, strict=True)
    ]
    sides = [(a, b) for a, b in zip(places, [*places[1:], places[0]], strict=True) if a and b]
    area = "".join(f"M{_X:g} {_Y}L{a}L{b}Z" for a, b in sides)
    SubElement(root, "path", {"fill-opacity": "0.12"}, d=area, fill=colour)
    line = "".join(f"M{a}L{b}" for a, b in sides)
    SubElement(root, "path", {"stroke-width": "2.5", "stroke-linecap": "round"}, d=line, stroke=colour)
    for x, y in (place.split() for place in places if place):
        SubElement(root, "circle", cx=x, cy=y, r="4.5", fill=colour)


def _label(root: Element, angle: float, found: CompetencyScore, language: Language) -> None:
    """A competency's name beyond its axis, wrapped, and its score under it."""
    lines = [*wrap(found.label, _LABEL_LETTERS, break_on_hyphens=False), _score(found, language)]
    x, y = map(float, _place(angle, _RADIUS + 16).split())
    # The block stands on the axis at the top, hangs from it at the bottom and is centred on it at the sides.
    top = y - len(lines) * _LINE_HEIGHT * (1 + cos(angle)) / 2
    side = round(sin(angle), 3)
    anchor = "start" if side > 0 else "end" if side < 0 else "middle"
    text = _write(root, x, top, None, anchor=anchor)
    for i, line in enumerate(lines):
        span = SubElement(text, "tspan", x=f"{x:g}", y=f"{top + 13 + i * _LINE_HEIGHT:.1f}")
        span.text = line
        span.set("font-weight", "600") if i < len(lines) - 1 else span.set("fill", _SOFT)


def _legend(root: Element, language: Language) -> None:
    SubElement(root, "path", {"stroke-width": "2.5"}, d="M96 572H120", stroke=_POINTS)
    SubElement(root, "circle", cx="108", cy="572", r="4.5", fill=_POINTS)
    _write(root, 128, 576, _WORDS["point"][language], size=12, fill=_SOFT, anchor="start")
    box = {"x": "186", "y": "566", "width": "24", "height": "12"}
    SubElement(root, "rect", box, fill=_BANDS).set("fill-opacity", "0.22")
    _write(root, 218, 576, _WORDS["band"][language], size=12, fill=_SOFT, anchor="start")


def _write(
    root: Element,
    x: float,
    y: float,
    said: str | None,
    size: int = 14,
    fill: str = _TEXT,
    anchor: str = "middle",
) -> Element:
    attributes = {"x": f"{x:g}", "y": f"{y:g}", "font-size": str(size), "fill": fill, "text-anchor": anchor}
    text = SubElement(root, "text", attributes)
    text.text = said
    return text


def _breadth(text: str) -> int:
    """About how wide a text of size 11 is in a plain sans-serif font."""
    return round(sum(4 if letter in " .,|()il" else 9 if letter in "mMwW" else 6.3 for letter in text))

"""The two pictures of a stored assessment, for reports and web pages: a radar and a badge, as SVG.

Pure functions of the maturity and of a published norm, so no organisation's name can appear. Imports the
model, and the words and elements of pictures.
"""

from collections.abc import Sequence
from math import cos, pi, sin
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement

from service.api.formats.captions import caption, cohort_text, number_text, range_text, score_text
from service.api.formats.svg import FONTS, TEXT, add, as_document, text_width, write
from service.model.answer.benchmark import Norm
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
from service.texts import Language, texts_of

_SOFT, _BACK, _LINE = "#55607a", "#fbfaf7", "#d0ccbf"
_POINTS, _BANDS, _MEDIANS, _UNKNOWN = "#8a3b12", "#2f6f9f", "#4b6b2f", "#5c6370"
# One hue, from light to dark: a level is a place on a ladder, neither good nor bad.
_STEPS = ("#4a6d94", "#36598a", "#23467c", "#12336b")

_WIDTH, _HEIGHT, _RADIUS = 640, 640, 156
_X, _Y = _WIDTH / 2, 268
_HALF_BAND = pi / 14
_LINE_HEIGHT, _LABEL_LETTERS, _LINE_LETTERS = 17, 16, 84


def radar(maturity: Maturity, language: Language, norm: Norm | None = None) -> bytes:
    """Every competency on its axis with its range, and the medians of a cohort behind if there is a norm.

    A competency without a score is a gap, never drawn as zero.
    """
    medians = [figure.median for figure in norm.competencies] if norm is not None else []
    heading = texts_of(language).drawings.heading
    verdict, *details = caption(maturity, language)
    root = _picture(_WIDTH, _HEIGHT, f"{heading}. {verdict}", maturity, language)
    add(root, "rect", width=_WIDTH, height=_HEIGHT, rx=12, fill=_BACK)
    write(root, _X, 34, f"Palier · {heading}", fill=_SOFT)
    _plot(root, maturity, medians, language)
    write(root, _X, 514, verdict, size=20).set("font-weight", "700")
    for i, line in enumerate(details):
        write(root, _X, 539 + 21 * i, line, fill=_SOFT if i else TEXT)
    _legend(root, language, with_medians=bool(medians))
    if norm is not None and norm.cohort is not None and medians:
        _describe_norm(root, norm, language)
        for i, line in enumerate(wrap(cohort_text(norm, language), _LINE_LETTERS)):
            write(root, _X, 616 + 15 * i, line, size=12, fill=_SOFT)
    return as_document(root)


def badge(maturity: Maturity, language: Language) -> bytes:
    """The level and the index on a flat badge, with the range while more than one level is possible."""
    verdict, colour = texts_of(language).drawings.too_little, _UNKNOWN
    if maturity.level is not None and maturity.index is not None:
        colour = _STEPS[LEVELS.index(maturity.level)]
        verdict = f"{maturity.label or ''} {number_text(maturity.index, language, '.2f')}"
        if maturity.level_low != maturity.level_high:
            low, high = range_text(maturity.index_low, maturity.index_high, language, ".2f")
            verdict += f" ({low}–{high})"
    left, right = text_width("Palier") + 12, text_width(verdict) + 12
    root = _picture(left + right, 20, f"Palier | {verdict}", maturity, language)
    add(root, "rect", width=left + right, height=20, rx=3, fill=colour)
    add(root, "path", d=f"M3 0H{left}V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z", fill=TEXT)
    for x, text in ((left / 2, "Palier"), (left + right / 2, verdict)):
        # With its length stated, no font can push the text over the edge.
        write(root, x, 14, text, size=11, fill="#ffffff").set("textLength", str(text_width(text)))
    return as_document(root)


def _picture(width: int, height: int, title: str, maturity: Maturity, language: Language) -> Element:
    """An empty picture with its text for screen readers: the title, the result, every score."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "xml:lang": language, "role": "img"})
    root.attrib |= {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    root.attrib |= {"font-family": FONTS, "text-anchor": "middle"}
    SubElement(root, "title").text = title
    texts = texts_of(language).drawings
    scores = [
        f"{competency.label} {score_text(competency, language)}" for competency in maturity.competencies
    ]
    sentences = [*caption(maturity, language), texts.scores, *scores, texts.not_affiliated]
    SubElement(root, "desc").text = ". ".join(sentences)
    return root


def _plot(root: Element, maturity: Maturity, medians: Sequence[float], language: Language) -> None:
    """The web, from back to front: grid, ranges, medians, scores, numbers of the levels, labels."""
    competencies = maturity.competencies
    angles = [2 * pi * i / len(competencies) for i in range(len(competencies))]
    _grid(root, angles)
    for angle, competency in zip(angles, competencies, strict=True):
        _band(root, angle, competency)
    if medians:
        _outline(root, angles, medians, _MEDIANS, dashes="5 4")
    _outline(root, angles, [competency.score for competency in competencies], _POINTS)
    _level_numbers(root, pi / len(competencies))
    for angle, competency in zip(angles, competencies, strict=True):
        _label(root, angle, competency, language)


def _point(angle: float, radius: float) -> str:
    """``x y`` of a point, from an angle clockwise from the top and a distance from the centre."""
    return f"{_X + radius * sin(angle):.1f} {_Y - radius * cos(angle):.1f}"


def _radius(level: float) -> float:
    """The distance from the centre of a level, from 1 to 4; the centre itself is no level."""
    return _RADIUS * level / len(LEVELS)


def _grid(root: Element, angles: Sequence[float]) -> None:
    for level in range(1, len(LEVELS) + 1):
        add(root, "circle", cx=_X, cy=_Y, r=_radius(level), fill="none", stroke=_LINE)
    axes = "".join(f"M{_point(angle, _radius(1))}L{_point(angle, _RADIUS)}" for angle in angles)
    add(root, "path", d=axes, stroke=_LINE)


def _level_numbers(root: Element, angle: float) -> None:
    """The numbers of the levels, between two axes, with a halo that keeps them readable on any colour."""
    for level in range(1, len(LEVELS) + 1):
        x, y = map(float, _point(angle, _radius(level)).split())
        number = write(root, x, y + 4, str(level), size=11, fill=_SOFT)
        number.attrib |= {"stroke": _BACK, "stroke-width": "3", "paint-order": "stroke"}


def _band(root: Element, angle: float, competency: CompetencyScore) -> None:
    """The range of a competency, as a sector: nothing lies between two competencies."""
    low, high = _radius(competency.score_low), _radius(competency.score_high)
    if low == high:
        return
    start, end = angle - _HALF_BAND, angle + _HALF_BAND
    outer = f"M{_point(start, high)}A{high:g} {high:g} 0 0 1 {_point(end, high)}"
    inner = f"L{_point(end, low)}A{low:g} {low:g} 0 0 0 {_point(start, low)}Z"
    add(root, "path", d=outer + inner, fill=_BANDS, fill_opacity=0.2, stroke=_BANDS)


def _outline(
    root: Element, angles: Sequence[float], scores: Sequence[float | None], colour: str, dashes: str = "none"
) -> None:
    """A polygon of scores, broken wherever a score is missing; filled unless it is dashed."""
    points = [
        None if score is None else _point(angle, _radius(score))
        for angle, score in zip(angles, scores, strict=True)
    ]
    sides = [(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True) if a and b]
    area = "".join(f"M{_X:g} {_Y}L{a}L{b}Z" for a, b in sides)
    if dashes == "none":
        add(root, "path", d=area, fill=colour, fill_opacity=0.12)
    line = "".join(f"M{a}L{b}" for a, b in sides)
    add(root, "path", d=line, stroke=colour, stroke_width=2.5, stroke_dasharray=dashes)
    for x, y in (point.split() for point in points if point):
        add(root, "circle", cx=x, cy=y, r=4.5, fill=colour)


def _label(root: Element, angle: float, competency: CompetencyScore, language: Language) -> None:
    """A competency's name beyond its axis, wrapped, and its score below."""
    lines = wrap(competency.label, _LABEL_LETTERS, break_on_hyphens=False)
    lines.append(score_text(competency, language))
    x, y = map(float, _point(angle, _RADIUS + 16).split())
    # The block stands on the axis at the top, hangs from it at the bottom and is centred on it at the sides.
    top = y - len(lines) * _LINE_HEIGHT * (1 + cos(angle)) / 2
    side = round(sin(angle), 3)
    anchor = "start" if side > 0 else "end" if side < 0 else "middle"
    text = write(root, x, top, "")
    text.set("text-anchor", anchor)
    for i, line in enumerate(lines):
        span = add(text, "tspan", x=x, y=top + 13 + i * _LINE_HEIGHT)
        span.text = line
        span.set("font-weight", "600") if i < len(lines) - 1 else span.set("fill", _SOFT)


def _legend(root: Element, language: Language, *, with_medians: bool) -> None:
    """What the marks mean: one line of text, so that it stays centred in any font."""
    texts = texts_of(language).drawings
    text = write(root, _X, 600, "", size=12)
    marks = [("●", _POINTS, texts.point), ("■", _BANDS, texts.band)]
    if with_medians:
        marks.insert(1, ("◌", _MEDIANS, texts.median))
    for mark, colour, meaning in marks:
        add(text, "tspan", fill=colour).text = mark
        span = add(text, "tspan", fill=_SOFT)
        span.text = f"\N{NO-BREAK SPACE}{meaning}"
        span.tail = "\N{EM SPACE}"
    text[-1].tail = None


def _describe_norm(root: Element, norm: Norm, language: Language) -> None:
    """Add the cohort and its medians to the text for screen readers."""
    medians = [f"{figure.label} {number_text(figure.median, language)}" for figure in norm.competencies]
    sentences = [cohort_text(norm, language), texts_of(language).drawings.median, *medians]
    description = next(element for element in root if element.tag == "desc")
    description.text = f"{description.text} {'. '.join(sentences)}."

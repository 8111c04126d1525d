"""The two pictures of a stored assessment, for reports and web pages: a radar and a badge, as SVG.

What is known is drawn solid, what open questions leave possible is hollow or dashed.

Pure functions of the maturity and of a published norm, so no organisation's name can appear. Imports the
model, and the words and elements of pictures.
"""

from collections.abc import Sequence
from math import cos, pi, sin
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement

from service.api.formats.captions import (
    caption,
    cohort_text,
    median_texts,
    possible_steps,
    score_text,
    verdict,
)
from service.api.formats.svg import FONTS, TEXT, add, as_document, text_width, write
from service.model.answer.benchmark import Norm
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
from service.texts import Language, texts_of

_SOFT, _BACK, _LINE = "#55607a", "#fbfaf7", "#d0ccbf"
_POINTS, _MEDIANS = "#8a3b12", "#4b6b2f"

_WIDTH, _HEIGHT, _RADIUS = 640, 640, 156
_X, _Y = _WIDTH / 2, 268
_HALF_BAND = 5
_BADGE_HEIGHT, _BADGE_LETTERS, _BADGE_TEXT = 28, 12, 96
_BADGE_EDGE, _BADGE_STEP, _BADGE_MARK, _BADGE_SOFT = "#7b847d", "#39443f", "#f29a74", "#c3ccc7"
_LINE_HEIGHT, _LABEL_LETTERS, _LINE_LETTERS = 17, 16, 84


def radar(maturity: Maturity, language: Language, norm: Norm | None = None) -> bytes:
    """Every competency on its axis with its range, and the medians of a cohort behind if there is a norm.

    What is known is solid; what answers may still move is hollow or dashed. A competency without a score is a
    gap, never drawn as the lowest.
    """
    medians = [figure.median for figure in norm.competencies] if norm is not None else []
    heading = texts_of(language).drawings.heading
    first, *details = caption(maturity, language)
    root = _picture(_WIDTH, _HEIGHT, f"{heading}. {first}", maturity, language)
    add(root, "rect", width=_WIDTH, height=_HEIGHT, rx=12, fill=_BACK)
    write(root, _X, 34, f"Palier · {heading}", fill=_SOFT)
    _plot(root, maturity, medians, language)
    write(root, _X, 514, first, size=20).set("font-weight", "700")
    for i, line in enumerate(details):
        write(root, _X, 539 + 21 * i, line, fill=_SOFT if i else TEXT)
    _legend(root, language, with_medians=bool(medians))
    if norm is not None and norm.cohort is not None and medians:
        _describe_norm(root, norm, language)
        for i, line in enumerate(wrap(cohort_text(norm, language), _LINE_LETTERS)):
            write(root, _X, 616 + 15 * i, line, size=12, fill=_SOFT)
    return as_document(root)


def badge(maturity: Maturity, language: Language) -> bytes:
    """A staircase and the level in few words: a level that is known is solid, possible ones are hollow."""
    said = verdict(maturity, language)
    width = round(text_width(said) * _BADGE_LETTERS / 11) + _BADGE_TEXT + 10
    root = _picture(width, _BADGE_HEIGHT, f"Palier | {said}", maturity, language)
    edge = {"x": 0.5, "y": 0.5, "width": width - 1, "height": _BADGE_HEIGHT - 1, "rx": 4}
    add(root, "rect", **edge, fill=TEXT, stroke=_BADGE_EDGE)
    _staircase(root, maturity)
    for x, text, colour in ((54, "Palier", _BADGE_SOFT), (_BADGE_TEXT, said, "#ffffff")):
        line = write(root, x, 18.5, text, size=_BADGE_LETTERS, fill=colour)
        # With its length stated, no font can push the text over the edge.
        length = round(text_width(text) * _BADGE_LETTERS / 11)
        line.attrib |= {"text-anchor": "start", "textLength": str(length)}
    return as_document(root)


def _staircase(root: Element, maturity: Maturity) -> None:
    low, high = possible_steps(maturity)
    for step in range(1, len(LEVELS) + 1):
        place = {"x": 1 + 9 * step, "y": 22 - 4 * step, "width": 9, "height": 4 * step}
        if maturity.level is None or not low <= step <= high:
            add(root, "rect", **place, fill=_BADGE_STEP)
        elif low == high:
            add(root, "rect", **place, fill=_BADGE_MARK)
        else:
            add(root, "rect", **place, fill="none", stroke=_BADGE_MARK, stroke_dasharray="2 1")
    add(root, "path", d="M10 22V18H19V14H28V10H37V6H46", fill="none", stroke="#ffffff", stroke_width=1.5)


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
    text = [maturity.text.rstrip(".")] if maturity.text else []
    sentences = [*caption(maturity, language), *text, texts.scores, *scores, texts.not_affiliated]
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
        _outline(root, angles, medians, _MEDIANS, "5 4")
    _outline(root, angles, [competency.score for competency in competencies], _POINTS, "none")
    for angle, competency in zip(angles, competencies, strict=True):
        if competency.score is not None:
            is_open = competency.score_low < competency.score_high
            _dot(root, angle, competency.score, is_open=is_open)
    _level_numbers(root, pi / len(competencies))
    for angle, competency in zip(angles, competencies, strict=True):
        _label(root, angle, competency, language)


def _point(angle: float, radius: float, beside: float = 0) -> str:
    """``x y`` of a point: an angle clockwise from the top, a distance from the centre, one to the side."""
    x = _X + radius * sin(angle) + beside * cos(angle)
    y = _Y - radius * cos(angle) + beside * sin(angle)
    return f"{x:.1f} {y:.1f}"


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
    """The range of a competency, along its axis: nothing lies between two competencies."""
    low, high = _radius(competency.score_low), _radius(competency.score_high)
    if low == high:
        return
    corners = ((low, -_HALF_BAND), (high, -_HALF_BAND), (high, _HALF_BAND), (low, _HALF_BAND))
    path = "L".join(_point(angle, radius, beside) for radius, beside in corners)
    add(root, "path", d=f"M{path}Z", fill=_POINTS, fill_opacity=0.1, stroke=_POINTS, stroke_dasharray="3 2")


def _outline(
    root: Element, angles: Sequence[float], scores: Sequence[float | None], colour: str, dashes: str
) -> None:
    """A line from score to score, broken wherever one is missing."""
    points = [
        None if score is None else _point(angle, _radius(score))
        for angle, score in zip(angles, scores, strict=True)
    ]
    sides = [(a, b) for a, b in zip(points, [*points[1:], points[0]], strict=True) if a and b]
    line = "".join(f"M{a}L{b}" for a, b in sides)
    add(root, "path", d=line, stroke=colour, stroke_width=2.5, stroke_dasharray=dashes)


def _dot(root: Element, angle: float, score: float, *, is_open: bool) -> None:
    x, y = _point(angle, _radius(score)).split()
    fill = _BACK if is_open else _POINTS
    add(root, "circle", cx=x, cy=y, r=4.5, fill=fill, stroke=_POINTS, stroke_width=2)


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
    marks = [("●", _POINTS, texts.point), ("○", _POINTS, texts.open_point), ("▯", _POINTS, texts.band)]
    if with_medians:
        marks.append(("◌", _MEDIANS, texts.median))
    for mark, colour, meaning in marks:
        add(text, "tspan", fill=colour).text = mark
        span = add(text, "tspan", fill=_SOFT)
        span.text = f"\N{NO-BREAK SPACE}{meaning}"
        span.tail = "\N{EM SPACE}"
    text[-1].tail = None


def _describe_norm(root: Element, norm: Norm, language: Language) -> None:
    """Add the cohort and its medians to the text for screen readers."""
    sentences = [
        cohort_text(norm, language),
        texts_of(language).drawings.median,
        *median_texts(norm, language),
    ]
    description = next(element for element in root if element.tag == "desc")
    description.text = f"{description.text} {'. '.join(sentences)}."

"""The two pictures of a stored assessment, for reports and web pages: a radar and a badge, as SVG.

Pure functions of the maturity and of a released norm, so no organisation's name can appear. Imports the model
and what pictures are made of.
"""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement

from service.api.formats.drawing_wording import WORDS
from service.api.formats.svg import FONTS, TEXT, breadth, draw, encoded, write
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
from service.model.documents.benchmark import Benchmark
from service.model.output import Interval
from service.texts import Language

_DECIMAL: dict[Language, str] = {"en": ".", "fr": ","}

_SOFT, _BACK, _LINE = "#55607a", "#fbfaf7", "#d0ccbf"
_POINTS, _BANDS, _MEDIANS, _UNKNOWN = "#8a3b12", "#2f6f9f", "#4b6b2f", "#5c6370"
# One hue, ever deeper: a level is a place on the ladder, neither good nor bad.
_STEPS = ("#4a6d94", "#36598a", "#23467c", "#12336b")

_WIDTH, _HEIGHT, _RADIUS = 640, 640, 156
_X, _Y = _WIDTH / 2, 268
_HALF_BAND = pi / 14
_LINE_HEIGHT, _LABEL_LETTERS, _LINE_LETTERS = 17, 16, 84


def radar(maturity: Maturity, language: Language, norm: Benchmark | None = None) -> bytes:
    """Every competency on its axis with its range, and the median of a cohort behind it where there is one.

    A competency without a score is a gap, never drawn as zero.
    """
    medians = [figure.median for figure in norm.competencies] if norm is not None else []
    heading, (verdict, *rest) = WORDS["heading"][language], _caption(maturity, language)
    root = _picture(_WIDTH, _HEIGHT, f"{heading}. {verdict}", maturity, language)
    draw(root, "rect", width=_WIDTH, height=_HEIGHT, rx=12, fill=_BACK)
    write(root, _X, 34, f"Palier · {heading}", fill=_SOFT)
    competencies = maturity.competencies
    angles = [2 * pi * i / len(competencies) for i in range(len(competencies))]
    _grid(root, angles)
    for angle, competency in zip(angles, competencies, strict=True):
        _band(root, angle, competency)
    if medians:
        _outline(root, angles, medians, _MEDIANS, dashes="5 4")
    _outline(root, angles, [competency.score for competency in competencies], _POINTS)
    _rings(root, pi / len(competencies))
    for angle, competency in zip(angles, competencies, strict=True):
        _label(root, angle, competency, language)
    write(root, _X, 514, verdict, size=20).set("font-weight", "700")
    for i, line in enumerate(rest):
        write(root, _X, 539 + 21 * i, line, fill=_SOFT if i else TEXT)
    _legend(root, language, with_medians=bool(medians))
    if norm is not None and norm.cohort is not None and medians:
        _describe(root, norm, language)
        for i, line in enumerate(wrap(_cohort(norm, language), _LINE_LETTERS)):
            write(root, _X, 616 + 15 * i, line, size=12, fill=_SOFT)
    return encoded(root)


def badge(maturity: Maturity, language: Language) -> bytes:
    """The level and the index on a flat badge, with the range while more than one level is possible."""
    said, colour = WORDS["too_little"][language], _UNKNOWN
    if maturity.level is not None and maturity.index is not None:
        said, colour = maturity.label or "", _STEPS[LEVELS.index(maturity.level)]
        said += f" {_number(maturity.index, language, '.2f')}"
        if len(maturity.possible_levels) > 1:
            low, high = (_number(end, language, ".2f") for end in _ends(maturity.interval))
            said += f" ({low}–{high})"
    left, right = breadth("Palier") + 12, breadth(said) + 12
    root = _picture(left + right, 20, f"Palier | {said}", maturity, language)
    draw(root, "rect", width=left + right, height=20, rx=3, fill=colour)
    draw(root, "path", d=f"M3 0H{left}V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0Z", fill=TEXT)
    for x, text in ((left / 2, "Palier"), (left + right / 2, said)):
        # Its length is stated, so that no font can push the text over the edge.
        write(root, x, 14, text, size=11, fill="#ffffff").set("textLength", str(breadth(text)))
    return encoded(root)


def _picture(width: int, height: int, title: str, maturity: Maturity, language: Language) -> Element:
    """An empty picture with what it says aloud: its title, the result, every score."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "xml:lang": language, "role": "img"})
    root.attrib |= {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    root.attrib |= {"font-family": FONTS, "text-anchor": "middle"}
    SubElement(root, "title").text = title
    sentences = [*_caption(maturity, language), WORDS["scores"][language]]
    sentences += [f"{found.label} {_score(found, language)}" for found in maturity.competencies]
    SubElement(root, "desc").text = ". ".join([*sentences, WORDS["not_affiliated"][language]])
    return root


def _caption(maturity: Maturity, language: Language) -> Iterator[str]:
    """The level, the index and what is still open, in words."""
    words = {name: text[language] for name, text in WORDS.items()}
    if maturity.level is None or maturity.index is None:
        yield words["no_level"]
    else:
        yield words["level"].format(n=LEVELS.index(maturity.level) + 1, label=maturity.label)
        index = words["index"].format(index=_number(maturity.index, language, ".2f"))
        low, high = (_number(end, language, ".2f") for end in _ends(maturity.interval))
        yield index + (words["between"].format(low=low, high=high) if low != high else "")
    open_levels = [LEVELS.index(level) + 1 for level in maturity.possible_levels]
    covered = words["covered"].format(share=round(100 * maturity.coverage))
    if len(open_levels) > 1:
        possible = words["possible"].format(low=open_levels[0], high=open_levels[-1])
        covered = f"{possible} · {covered}"
    yield covered


def _score(found: CompetencyScore, language: Language) -> str:
    """A competency's score in words, with its range if one is open."""
    words = {name: text[language] for name, text in WORDS.items()}
    said = words["no_score"] if found.score is None else _number(found.score, language)
    if found.declared:
        said = words["declared"].format(score=said)
    low, high = (_number(end, language) for end in _ends(found.interval))
    return said if low == high else words["range"].format(score=said, low=low, high=high)


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _number(value: float, language: Language, form: str = "g") -> str:
    return f"{value:{form}}".replace(".", _DECIMAL[language])


def _place(angle: float, radius: float) -> str:
    """A point of the picture, from an angle clockwise from the top and a distance from the centre."""
    return f"{_X + radius * sin(angle):.1f} {_Y - radius * cos(angle):.1f}"


def _reach(level: float) -> float:
    """The distance from the centre of a level; the centre itself is no level."""
    return _RADIUS * level / len(LEVELS)


def _grid(root: Element, angles: Sequence[float]) -> None:
    for level in range(1, len(LEVELS) + 1):
        draw(root, "circle", cx=_X, cy=_Y, r=_reach(level), fill="none", stroke=_LINE)
    axes = "".join(f"M{_place(angle, _reach(1))}L{_place(angle, _RADIUS)}" for angle in angles)
    draw(root, "path", d=axes, stroke=_LINE)


def _rings(root: Element, angle: float) -> None:
    """The numbers of the levels, between two axes, with a halo so that nothing under them hides them."""
    for level in range(1, len(LEVELS) + 1):
        x, y = map(float, _place(angle, _reach(level)).split())
        number = write(root, x, y + 4, str(level), size=11, fill=_SOFT)
        number.attrib |= {"stroke": _BACK, "stroke-width": "3", "paint-order": "stroke"}


def _band(root: Element, angle: float, found: CompetencyScore) -> None:
    """The range of a competency: a sector of its own, for nothing lies between two competencies."""
    low, high = map(_reach, _ends(found.interval))
    if low == high:
        return
    start, end = angle - _HALF_BAND, angle + _HALF_BAND
    outer = f"M{_place(start, high)}A{high:g} {high:g} 0 0 1 {_place(end, high)}"
    inner = f"L{_place(end, low)}A{low:g} {low:g} 0 0 0 {_place(start, low)}Z"
    draw(root, "path", d=outer + inner, fill=_BANDS, fill_opacity=0.2, stroke=_BANDS)


def _outline(
    root: Element, angles: Sequence[float], scores: Sequence[float | None], colour: str, dashes: str = "none"
) -> None:
    """A polygon of scores, broken wherever a score is missing; only one without dashes is filled."""
    places = [
        None if score is None else _place(angle, _reach(score))
        for angle, score in zip(angles, scores, strict=True)
    ]
    sides = [(a, b) for a, b in zip(places, [*places[1:], places[0]], strict=True) if a and b]
    area = "".join(f"M{_X:g} {_Y}L{a}L{b}Z" for a, b in sides)
    if dashes == "none":
        draw(root, "path", d=area, fill=colour, fill_opacity=0.12)
    line = "".join(f"M{a}L{b}" for a, b in sides)
    draw(root, "path", d=line, stroke=colour, stroke_width=2.5, stroke_dasharray=dashes)
    for x, y in (place.split() for place in places if place):
        draw(root, "circle", cx=x, cy=y, r=4.5, fill=colour)


def _label(root: Element, angle: float, found: CompetencyScore, language: Language) -> None:
    """A competency's name beyond its axis, wrapped, and its score under it."""
    lines = [*wrap(found.label, _LABEL_LETTERS, break_on_hyphens=False), _score(found, language)]
    x, y = map(float, _place(angle, _RADIUS + 16).split())
    # The block stands on the axis at the top, hangs from it at the bottom and is centred on it at the sides.
    top = y - len(lines) * _LINE_HEIGHT * (1 + cos(angle)) / 2
    side = round(sin(angle), 3)
    anchor = "start" if side > 0 else "end" if side < 0 else "middle"
    text = write(root, x, top, "")
    text.set("text-anchor", anchor)
    for i, line in enumerate(lines):
        span = draw(text, "tspan", x=x, y=top + 13 + i * _LINE_HEIGHT)
        span.text = line
        span.set("font-weight", "600") if i < len(lines) - 1 else span.set("fill", _SOFT)


def _legend(root: Element, language: Language, *, with_medians: bool) -> None:
    """What the marks mean: one line of text, so that it stays centred in any font."""
    text = write(root, _X, 600, "", size=12)
    marks = [("●", _POINTS, "point"), ("■", _BANDS, "band")]
    if with_medians:
        marks.insert(1, ("◌", _MEDIANS, "median"))
    for mark, colour, name in marks:
        draw(text, "tspan", fill=colour).text = mark
        draw(text, "tspan", fill=_SOFT).text = f"\N{NO-BREAK SPACE}{WORDS[name][language]}"
        text[-1].tail = None if name == "band" else "\N{EM SPACE}"


def _cohort(norm: Benchmark, language: Language) -> str:
    assert norm.cohort is not None
    return WORDS["cohort"][language].format(label=norm.cohort.label, count=norm.cohort.organisations)


def _describe(root: Element, norm: Benchmark, language: Language) -> None:
    """Say the cohort and its medians aloud, behind what the picture says already."""
    medians = [f"{each.label} {_number(each.median, language)}" for each in norm.competencies]
    said = ". ".join([_cohort(norm, language), WORDS["median"][language], *medians])
    description = next(each for each in root if each.tag == "desc")
    description.text = f"{description.text} {said}."

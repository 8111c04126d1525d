"""The assumptions behind plausible organisations, all of them ours. Imports nothing of Palier.

- Sizes: 45 % micro, 35 % small or medium, 14 % mid-cap, 6 % large; three headcounts in ten only as a range.
- Sectors as in an economy of services; each has a typical weight of brand, web and exposure to attacks, and a
  share of organisations whose public writes in the evening.
- Budget, hours, networks, messages, approval times and the chance to hire grow with size; one micro firm in
  five has no budget. The set-up follows from size, hours and budget, and skills from the set-up.
- Each organisation has one tendency to maturity, higher in larger ones and with somebody in charge. Each
  competency scatters around it, and an artefact is likelier if the one before it exists; one organisation in
  seven declares levels instead of answering on artefacts.
- Somebody keen inside is likelier where communication skills are; topics where mistakes do harm are likelier
  in exposed sectors. Four in ten posts' contents come from the spot; eight needs in ten last all year round.
- About 15 % of the fields are unanswered, at random.
"""

from msgspec import Struct

UNANSWERED = 0.15
HEADCOUNT_AS_RANGE = 0.3
# An upper bound of None is open.
Range = tuple[int, int | None]


class SizeClass(Struct, frozen=True, kw_only=True):
    """What is typical of a size class.

    ``share`` is in per cent, ``budget`` in euros a month, ``work`` in hours a week, ``messages`` per week,
    ``approval`` in hours; ``hiring`` is the probability of being able to hire.
    """

    share: int
    headcount: tuple[int, int]
    headcount_ranges: tuple[Range, ...]
    budget: int
    work: int
    networks: float
    messages: int
    hiring: float
    approval: int


class Sector(Struct, frozen=True, kw_only=True):
    """What is typical of an activity: its relative frequency, means on scales from 0 to 4, and evening work.

    ``evening`` is the probability that the public writes outside office hours.
    """

    weight: int
    brand: float
    web: float
    exposure: float
    evening: float


def _sector(weight: int, brand: float, web: float, exposure: float, evening: float) -> Sector:
    return Sector(weight=weight, brand=brand, web=web, exposure=exposure, evening=evening)


# In ascending order: the position is the rank of a size.
SIZES: dict[str, SizeClass] = {
    "micro": SizeClass(
        share=45,
        headcount=(1, 9),
        headcount_ranges=((1, 2), (3, 9)),
        budget=350,
        work=3,
        networks=1.6,
        messages=8,
        hiring=0.12,
        approval=1,
    ),
    "small_medium": SizeClass(
        share=35,
        headcount=(10, 249),
        headcount_ranges=((10, 49), (50, 249)),
        budget=1300,
        work=8,
        networks=2.4,
        messages=30,
        hiring=0.35,
        approval=4,
    ),
    "mid_cap": SizeClass(
        share=14,
        headcount=(250, 4999),
        headcount_ranges=((250, 999), (1000, 4999)),
        budget=5000,
        work=30,
        networks=3.6,
        messages=160,
        hiring=0.6,
        approval=16,
    ),
    "large": SizeClass(
        share=6,
        headcount=(5000, 90_000),
        headcount_ranges=((5000, None),),
        budget=22_000,
        work=90,
        networks=4.8,
        messages=900,
        hiring=0.75,
        approval=36,
    ),
}
BUDGET_RANGES: tuple[Range, ...] = (
    (0, 299), (300, 799), (800, 1999), (2000, 4999), (5000, 9999), (10_000, None),
)  # fmt: skip

# By activity code: weight, brand, web, exposure, evening.
SECTORS: dict[str, Sector] = {
    "01.21Z": _sector(4, 1.5, 1.2, 0.8, 0.1),
    "10.71C": _sector(5, 1.6, 0.9, 1.4, 0.2),
    "25.62B": _sector(6, 0.9, 0.6, 0.6, 0.0),
    "32.12Z": _sector(3, 2.6, 1.6, 0.9, 0.1),
    "35.14Z": _sector(2, 1.8, 2.0, 2.4, 0.4),
    "43.21A": _sector(9, 0.9, 0.7, 0.6, 0.0),
    "46.90Z": _sector(5, 1.2, 1.2, 0.6, 0.0),
    "47.71Z": _sector(13, 2.4, 1.7, 1.3, 0.4),
    "47.91B": _sector(4, 2.2, 3.8, 1.4, 0.5),
    "49.10Z": _sector(2, 2.0, 2.4, 3.0, 0.9),
    "55.10Z": _sector(9, 2.2, 2.0, 1.6, 0.8),
    "62.01Z": _sector(6, 1.6, 2.8, 0.8, 0.1),
    "63.12Z": _sector(2, 2.4, 3.9, 1.6, 0.6),
    "64.19Z": _sector(3, 2.2, 2.2, 2.2, 0.4),
    "68.31Z": _sector(4, 1.5, 1.9, 0.9, 0.1),
    "73.11Z": _sector(5, 2.2, 3.0, 0.8, 0.1),
    "84.11Z": _sector(4, 0.8, 1.2, 1.9, 0.2),
    "85.32Z": _sector(3, 1.4, 1.2, 1.2, 0.1),
    "86.10Z": _sector(4, 1.3, 1.0, 2.2, 0.3),
    "93.21Z": _sector(4, 2.3, 1.8, 1.8, 0.9),
    "94.99Z": _sector(3, 1.0, 1.0, 0.9, 0.2),
}
NETWORKS = ("facebook", "instagram", "linkedin", "reviews", "youtube", "tiktok", "x", "whatsapp", "pinterest")
CHECKLIST = (
    "single_contact",
    "contact_understands_trade",
    "management_support",
    "activity_explainable",
    "time_to_devote",
    "accepts_advice",
)

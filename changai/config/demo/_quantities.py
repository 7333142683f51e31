"""The quantities of the synthetic province and how each typed indicator is made of them.

All numbers are invented. Levels are of the size that public reports give (the readings in the
packs), so that a share, the count above it and the count below it speak of the same people.
Levels are those of `FIRST_YEAR`; the lines of the targets in `packs/demo` begin at its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST_YEAR = 2022
YEARS, QUARTERS = 4, 8


@dataclass(frozen=True)
class Whole:
    """A quantity of the whole province in one period of the first year.

    Units: `growth` a year as a share; `uneven` between places and `noise` between periods as
    standard deviations of a factor.
    """

    level: float
    growth: float = 0.0
    uneven: float = 0.12
    noise: float = 0.0


@dataclass(frozen=True)
class Part:
    """A part of another quantity, never more than it.

    Units: `level` a share, `gain` what is added to it a year, `uneven` and `noise` as above but
    added to the share.
    """

    of: str
    level: float
    gain: float = 0.0
    uneven: float = 0.02
    noise: float = 0.002


@dataclass(frozen=True)
class Count:
    """An indicator that is one quantity."""

    of: str


@dataclass(frozen=True)
class Ratio:
    """An indicator that is one quantity over another."""

    above: str
    below: str


@dataclass(frozen=True)
class Change:
    """An indicator that is by how much a quantity changed, over what it was the year before."""

    of: str


@dataclass(frozen=True)
class Score:
    """A mean that people of `asked` gave. Units: of the indicator; `digits` after the point."""

    level: float
    gain: float
    uneven: float
    noise: float
    asked: str = "asked"
    digits: int = 1


@dataclass(frozen=True)
class Each:
    """So much a unit of another quantity: seconds a call. Units: `gain` a year as a share."""

    per: str
    level: float
    gain: float


@dataclass(frozen=True)
class Table:
    """A score table: each part with its level in the first year, its gain a year and its most."""

    parts: dict[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Together:
    """An indicator that is the sum of others."""

    of: tuple[str, ...]


Made = Count | Ratio | Change | Score | Each | Table | Together

QUANTITIES: dict[str, Whole | Part] = {
    # work and skills
    "employed": Whole(47_800_000, 0.002, 0.05),
    "skilled": Part("employed", 0.284, 0.0085, 0.022, 0.001),
    "high_skilled": Part("skilled", 0.318, 0.002, 0.02, 0.001),
    "middle_high": Part("skilled", 0.70, 0.014, 0.02),
    "certified_workers": Part("employed", 0.46, 0.02, 0.02),
    "technical": Part("employed", 0.236, 0.006, 0.015),
    "senior": Part("employed", 0.074, 0.003, 0.006, 0.0005),
    "promoted": Whole(262_000, 0.05, 0.1, 0.02),
    "trained_times": Whole(2_400_000, 0.06, 0.1, 0.03),
    "certificates": Whole(980_000, 0.04, 0.1, 0.03),
    "special_technicians": Whole(46, 0.45, 0.3),
    "chief_technicians": Whole(7, 0.7, 0.3),
    "vacancies": Whole(640_000, 0.01, 0.05, 0.02),
    "seekers": Whole(452_000, 0.015, 0.05, 0.02),
    # contests, craftsmen, inventions
    "entries": Whole(9_600_000, 0.05, 0.1, 0.04),
    "promoted_in_contests": Whole(58_000, 0.06, 0.1, 0.04),
    "national_craftsmen": Whole(60, 0.22, 0.2),
    "provincial_craftsmen": Whole(400, 0.15, 0.2),
    "municipal_craftsmen": Whole(1_700, 0.17, 0.15),
    "innovations": Whole(8_200, 0.10, 0.12, 0.02),
    "studios": Whole(2_300, 0.06, 0.12),
    # unions, contracts, the Party, honours
    "firms": Whole(412_000, 0.015, 0.08),
    "founded": Part("firms", 0.905, 0.009, 0.02),
    "workers": Whole(27_600_000, 0.006, 0.05),
    "members": Part("workers", 0.842, 0.011, 0.015),
    "contracts": Part("workers", 0.952, 0.004, 0.008, 0.001),
    "collective": Part("founded", 0.85, 0.009, 0.015),
    "wage": Part("founded", 0.742, 0.004, 0.02),
    "pilots": Whole(7_600, 0.04, 0.25),
    "taking_part": Part("pilots", 0.52, 0.075, 0.05, 0.01),
    "party": Whole(9_400, 0.07, 0.1, 0.02),
    "honoured": Whole(1_240, 0.02, 0.1, 0.03),
    "front_line": Part("honoured", 0.56, 0.02, 0.03, 0.01),
    "vice_chairs": Whole(58, 0.12, 0.2),
    # hotline, supervision by law, disputes, help
    "calls": Whole(236_000, 0.05, 0.12, 0.02),
    "answered": Part("calls", 0.968, 0.004, 0.006),
    "accepted": Part("calls", 0.86, 0.0, 0.01),
    "closed": Part("accepted", 0.982, 0.002, 0.003, 0.0005),
    "due": Part("closed", 0.93, 0.0, 0.01),
    "in_time": Part("due", 0.972, 0.005, 0.004, 0.0005),
    "visited": Part("closed", 0.62, 0.01, 0.03),
    "satisfied": Part("visited", 0.962, 0.004, 0.008),
    "revisited": Part("visited", 0.55, 0.0, 0.02),
    "revisit_satisfied": Part("revisited", 0.941, 0.004, 0.01),
    "rated": Part("answered", 0.41, 0.01, 0.03),
    "rated_well": Part("rated", 0.979, 0.002, 0.004),
    "recovered": Whole(24_800_000, 0.02, 0.25, 0.08),
    "complaints": Whole(41_500, 0.03, 0.1, 0.03),
    "disputes": Whole(52_800, 0.045, 0.1, 0.03),
    "reminders": Whole(1_040, 0.08, 0.15, 0.05),
    "opinions": Whole(158, 0.05, 0.2, 0.08),
    "recommendations": Whole(92, 0.05, 0.2, 0.08),
    "issued": Whole(1_290, 0.07, 0.15, 0.05),
    "replied": Part("issued", 0.90, 0.018, 0.03),
    "filed": Whole(23_500, -0.06, 0.15, 0.02),
    "out": Part("filed", 0.285, 0.012, 0.03),
    "stations": Whole(12_400, 0.09, 0.1),
    "station_visits": Whole(148_000, 0.10, 0.12, 0.02),
    "instructed": Whole(44, 0.1, 0.25, 0.1),
    # what workers say when they are asked
    "asked": Whole(20_800, 0.02, 0.08, 0.02),
    "schooled": Part("asked", 0.822, 0.009, 0.015, 0.003),
    "titled": Part("asked", 0.262, 0.010, 0.02, 0.003),
    "trained": Part("asked", 0.745, 0.015, 0.02, 0.003),
    "wanting": Part("asked", 0.782, 0.006, 0.02, 0.004),
}

INDICATORS: dict[str, Made] = {
    "arrears_recovered": Count("recovered"),
    "call_wait": Each("calls", 14.6, -0.05),
    "calls_answered": Ratio("answered", "calls"),
    "certificates": Count("certificates"),
    "certified_share": Ratio("certified_workers", "employed"),
    "collective_contract_share": Ratio("collective", "founded"),
    "competition_bargaining_share": Ratio("taking_part", "pilots"),
    "competition_entries": Count("entries"),
    "complaints_growth": Change("complaints"),
    "contract_share": Ratio("contracts", "workers"),
    "craftsmen": Together(("craftsmen_national", "craftsmen_provincial", "craftsmen_municipal")),
    "craftsmen_municipal": Count("municipal_craftsmen"),
    "craftsmen_national": Count("national_craftsmen"),
    "craftsmen_provincial": Count("provincial_craftsmen"),
    "data_quality_score": Table(
        {
            "completeness": (8.2, 0.3, 10),
            "content": (7.6, 0.35, 10),
            "timeliness": (3.9, 0.2, 5),
            "stability": (4.3, 0.1, 5),
        }
    ),
    "disputes_growth": Change("disputes"),
    "front_line_models": Ratio("front_line", "honoured"),
    "gain_environment": Score(77.0, 0.8, 2.0, 0.4),
    "gain_hours": Score(71.5, 0.6, 2.5, 0.4),
    "gain_income": Score(66.0, 0.7, 2.5, 0.4),
    "gain_promotion": Score(63.5, 0.9, 2.5, 0.4),
    "gain_safety": Score(83.0, 0.6, 1.5, 0.3),
    "hardship_ended": Ratio("out", "filed"),
    "high_skilled_per_10000": Ratio("high_skilled", "employed"),
    "high_skilled_share": Ratio("high_skilled", "skilled"),
    "high_skilled_workers": Count("high_skilled"),
    "hotline_call_satisfied": Ratio("rated_well", "rated"),
    "hotline_calls": Count("accepted"),
    "hotline_closed": Ratio("closed", "accepted"),
    "hotline_on_time": Ratio("in_time", "due"),
    "hotline_satisfied": Ratio("satisfied", "visited"),
    "innovations": Count("innovations"),
    "letters_opinion": Count("opinions"),
    "letters_recommendation": Count("recommendations"),
    "letters_reminder": Count("reminders"),
    "letters_replied": Ratio("replied", "issued"),
    "middle_and_high_share": Ratio("middle_high", "skilled"),
    "new_party_members": Count("party"),
    "new_party_members_growth": Change("party"),
    "promoted_by_competition": Count("promoted_in_contests"),
    "promoted_workers": Count("promoted"),
    "reports_instructed": Count("instructed"),
    "schooling_years": Score(12.55, 0.11, 0.15, 0.02, digits=2),
    "secondary_school_share": Ratio("schooled", "asked"),
    "senior_share": Ratio("senior", "employed"),
    "skilled_share": Ratio("skilled", "employed"),
    "skilled_share_target": Ratio("skilled", "employed"),
    "skilled_workers": Count("skilled"),
    "station_visits": Count("station_visits"),
    "stations": Count("stations"),
    "studios": Count("studios"),
    "technical_workers_share": Ratio("technical", "employed"),
    "technicians_chief": Count("chief_technicians"),
    "technicians_special": Count("special_technicians"),
    "titled_share": Ratio("titled", "asked"),
    "trained_last_year": Ratio("trained", "asked"),
    "training_entries": Count("trained_times"),
    "union_members_share": Ratio("members", "workers"),
    "unions_founded_share": Ratio("founded", "firms"),
    "vacancies_per_seeker": Ratio("vacancies", "seekers"),
    "visits_satisfied": Ratio("revisit_satisfied", "revisited"),
    "wage_contract_share": Ratio("wage", "founded"),
    "wants_to_learn": Ratio("wanting", "asked"),
    "worker_vice_chairs": Count("vice_chairs"),
}

# How much of the province each city is, by its code; invented shares that give 1 together.
CITIES = {
    "320100": 0.112,
    "320200": 0.098,
    "320300": 0.098,
    "320400": 0.070,
    "320500": 0.178,
    "320600": 0.088,
    "320700": 0.050,
    "320800": 0.050,
    "320900": 0.076,
    "321000": 0.055,
    "321100": 0.040,
    "321200": 0.045,
    "321300": 0.040,
}

"""Every write of units, posts and people; an event where a later noun may want to hear."""

from changai.orgs.services._leaving import PersonLeft, hand_over
from changai.orgs.services._loading import Loaded, load_units_from_pack
from changai.orgs.services._people import (
    Invitation,
    change_person,
    deactivate_person,
    found_first_person,
    invite_person,
    make_link,
    reactivate_person,
)
from changai.orgs.services._posts import end_post, give_post, stand_in
from changai.orgs.services._reshaping import UnitsMerged, merge_units, move_unit
from changai.orgs.services._units import NewUnit, close_unit, open_unit, open_units, rename_unit

__all__ = [
    "Invitation",
    "Loaded",
    "NewUnit",
    "PersonLeft",
    "UnitsMerged",
    "change_person",
    "close_unit",
    "deactivate_person",
    "end_post",
    "found_first_person",
    "give_post",
    "hand_over",
    "invite_person",
    "load_units_from_pack",
    "make_link",
    "merge_units",
    "move_unit",
    "open_unit",
    "open_units",
    "reactivate_person",
    "rename_unit",
    "stand_in",
]

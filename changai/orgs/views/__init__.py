"""The pages of units and people."""

from changai.orgs.views._links import deactivate, invite, invite_form, make_link, reactivate
from changai.orgs.views._people import (
    demo,
    edit_form,
    edit_person,
    hand_over,
    hand_over_form,
    person,
)
from changai.orgs.views._posts import (
    cover_form,
    cover_post,
    end_form,
    end_post,
    give_post,
    post_form,
)
from changai.orgs.views._reshaping import (
    close_form,
    close_unit,
    merge_form,
    merge_unit,
    move_form,
    move_unit,
)
from changai.orgs.views._units import (
    children,
    open_form,
    open_unit,
    rename_form,
    rename_unit,
    unit,
    units,
)

__all__ = [
    "children",
    "close_form",
    "close_unit",
    "cover_form",
    "cover_post",
    "deactivate",
    "demo",
    "edit_form",
    "edit_person",
    "end_form",
    "end_post",
    "give_post",
    "hand_over",
    "hand_over_form",
    "invite",
    "invite_form",
    "make_link",
    "merge_form",
    "merge_unit",
    "move_form",
    "move_unit",
    "open_form",
    "open_unit",
    "person",
    "post_form",
    "reactivate",
    "rename_form",
    "rename_unit",
    "unit",
    "units",
]

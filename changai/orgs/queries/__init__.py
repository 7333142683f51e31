"""Every read of units, posts and people that has a name."""

from changai.orgs.queries._pack import kind_label, kinds_to_open, pack
from changai.orgs.queries._people import (
    PersonPage,
    PostRow,
    demo_rows,
    find_person,
    people_at,
    person_page,
    post_rows_at,
    post_rows_of,
    posts_in_words,
    successor_choices,
    visible_people,
    visible_posts,
)
from changai.orgs.queries._pick import pickable_units, unit_options
from changai.orgs.queries._units import (
    CHILDREN_A_PAGE,
    UnitPage,
    UnitRow,
    child_rows,
    found_rows,
    top_rows,
    unit_page,
    visible_unit_by_code,
    visible_units,
)

__all__ = [
    "CHILDREN_A_PAGE",
    "PersonPage",
    "PostRow",
    "UnitPage",
    "UnitRow",
    "child_rows",
    "demo_rows",
    "find_person",
    "found_rows",
    "kind_label",
    "kinds_to_open",
    "pack",
    "people_at",
    "person_page",
    "pickable_units",
    "post_rows_at",
    "post_rows_of",
    "posts_in_words",
    "successor_choices",
    "top_rows",
    "unit_options",
    "unit_page",
    "visible_people",
    "visible_posts",
    "visible_unit_by_code",
    "visible_units",
]

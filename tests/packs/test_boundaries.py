"""An approved map is read strictly, and nothing of it is changed."""

import json

import pytest

from changai.packs.boundaries import MOST_BYTES, read_geojson, read_stored, stored
from changai.packs.problems import PackError

RING = [[120.0, 32.0], [121.0, 32.0], [121.0, 33.0], [120.0, 32.0]]
CODES = {"320500", "320600"}


def feature(code="320500", kind="Polygon", coordinates=(RING,)):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def read(content, approval="苏S（2026）1号"):
    return read_geojson(content, approval=approval, codes=CODES, file="map.json")


def test_a_map_is_kept_as_it_was_approved():
    found = read(collection(feature(), feature("320600", "MultiPolygon", [[RING], [RING]])))

    assert found.approval == "苏S（2026）1号"
    assert found.shapes["320500"] == (tuple(tuple(point) for point in RING),)
    assert len(found.shapes["320600"]) == 2
    assert read_stored(stored(found)) == found


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"not json", "map.json:1: is not JSON"),
        (b"[]", "features: are missing"),
        (b"\xff\xfe", "is not UTF-8"),
        (b" " * (MOST_BYTES + 1), "more than 900000"),
        (collection(feature("999999")), "features[0].properties.code: no division '999999'"),
        (
            collection(feature(), feature()),
            "features[1].properties.code: 320500 stands there twice",
        ),
        (collection(feature(kind="Point", coordinates=[1, 2])), "features[0].geometry: is Point"),
        (collection(feature(coordinates=[RING[:3]])), "a ring that is not closed"),
        (
            collection(feature(coordinates=[[[0, 0], [1, 0], [1, 1], [0, 0]]])),
            "outside of the country",
        ),
        (collection(feature(coordinates=[[["a", "b"]] * 4])), "has coordinates that are none"),
        (collection(feature(coordinates="M0 0L1 1")), "features[0].geometry"),
        (collection("<script>"), "features[0].properties.code: is missing"),
    ],
)
def test_anything_else_is_refused_with_its_place(content, told):
    with pytest.raises(PackError) as refused:
        read(content)

    assert told in str(refused.value)


def test_a_map_without_the_number_of_its_approval_is_refused():
    with pytest.raises(PackError, match="审图号"):
        read(collection(feature()), approval=" ")

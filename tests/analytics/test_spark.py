"""The same expressions on a real Spark session of this machine: the same cells, 0 differences."""

import os
import shutil
import warnings
from importlib.util import find_spec

import pytest

from changai.analytics import engine
from changai.analytics.expressions import expression
from tests.analytics import worlds

EXAMPLES = int(os.environ.get("CHANGAI_TREES", "0"))
TREES = EXAMPLES or 60
# Spark takes seconds for each: by default each rule once, over all as-of rules; in the long
# run all.
SOME = {
    "sum average": "now",
    "ratio of two facts": "then",
    "weighted last": "then",
    "distinct last": "now",
    "none flow": "then",
}
# The tables are tiny: compiling code for them and cutting them in pieces would take most of
# the time.
SETTINGS = {
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
ALL = [(name, reading) for name in worlds.MEASURES for reading in worlds.READINGS]
pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
]


@pytest.fixture(scope="module")
def world():
    return worlds.world_of(TREES, seed=1)


@pytest.fixture(scope="module")
def spark(world):
    """A Spark session with all trees loaded, as a function that answers a measure."""
    with engine.connect("spark://local[2]", settings=SETTINGS) as opened:
        facts = opened.load(world.tables())

        def answer(measure, periods, **asked):
            return worlds.cells(opened.run(expression(measure, facts, periods, **asked)))

        yield answer
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            opened.stop()


@pytest.mark.parametrize(("name", "reading"), ALL if EXAMPLES else SOME.items())
def test_spark_says_the_same(world, spark, name, reading):
    measure, asked = worlds.MEASURES[name], {"reading": reading, "today": worlds.TODAY}
    periods = worlds.periods_of(measure)

    found = spark(measure, periods, **asked)

    assert worlds.differences(found, world.oracle(measure, periods, **asked)) == []
    assert len(found) > TREES

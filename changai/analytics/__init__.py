"""The one room that knows Ibis, DuckDB, Arrow and Spark. It knows no noun and no Django.

They are imported where they are used: loading them takes a second that a page without a figure,
and every command, would pay as well.
"""

"""Content of the packs: read, checked and looked up; knows no noun."""

from changai.packs.load import Checked, check, checked, load
from changai.packs.pack import Pack, UnknownCode
from changai.packs.problems import PackError, Problem

__all__ = ["Checked", "Pack", "PackError", "Problem", "UnknownCode", "check", "checked", "load"]

"""Check the numbers by which the State knows an organization."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from changai.kernel.errors import Refused

_LENGTH = 18
_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
# Registries other than the nine numbered ones: army, rural collectives, others.
_REGISTRIES = frozenset("123456789ANY")


class CreditCodeRefused(Refused):
    """The text is no unified social credit code; the message says where it goes wrong."""


def check_credit_code(text: str) -> str:
    """Give a unified social credit code in its standard form of 18 characters.

    Spaces, hyphens, full-width and small letters are accepted.

    Raises: CreditCodeRefused with the place that is wrong.
    Source: GB 32100-2015
    """
    code = uscc.compact(unicodedata.normalize("NFKC", text))
    if not code:
        raise CreditCodeRefused(_("请填写统一社会信用代码。"))
    if len(code) != _LENGTH:
        raise CreditCodeRefused(
            _("统一社会信用代码应为 18 位，现为 %(count)d 位。") % {"count": len(code)}
        )
    for place, character in enumerate(code, start=1):
        if character not in _ALPHABET:
            raise CreditCodeRefused(_unknown_character(place, character))
    if code[0] not in _REGISTRIES:
        raise CreditCodeRefused(
            _("第 1 位“%(character)s”不是登记管理部门代码，请对照证照核对。")
            % {"character": code[0]}
        )
    if not code[2:8].isdigit():
        raise CreditCodeRefused(_("第 3 至 8 位是登记机关行政区划码，应全为数字，请对照证照核对。"))
    # Not uscc.validate: it takes digits only in front and so refuses rural collectives (N2…).
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        raise CreditCodeRefused(
            _("校验码不符：18 位中至少有一位写错或写颠倒，请对照证照逐位核对。")
        )
    return code


def _unknown_character(place: int, character: str) -> str:
    if character in "IOSVZ":
        message = _(
            "第 %(place)d 位是字母 %(character)s，代码中不用 I、O、S、V、Z，请核对是否为数字。"
        )
    else:
        message = _("第 %(place)d 位“%(character)s”既不是数字也不是大写字母，请核对。")
    return message % {"place": place, "character": character}

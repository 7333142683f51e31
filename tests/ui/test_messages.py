"""Every page in both languages: no string without English, no Chinese outside gettext."""

import ast
import re

import pytest
from django.template.base import Lexer, TokenType

from changai.ui import messages

HOUSE = messages.ROOT
CATALOGUES = messages.folders_by_catalogue()
# 《》〔〕 belong to the titles and numbers of documents, which are the same in both languages.
CHINESE = re.compile(r"[㐀-䶿一-鿿　-〇〈〉「-〒〖-〿！-～]")
HAN = re.compile(r"[㐀-䶿一-鿿]")
# Where Chinese is what the program works on and never shown as its own words.
NOT_SHOWN = {
    "reading": "lexicons and rules of the language that is read",
    "packs": "names of the content's files and fields",
    "calendar/rules": "the deadlines in words that it reads",
    "tasks/rules/_plan_words.py": "the words of targets and stages in tables that offices exchange",
    "meetings/rules/_report.py": "the words of reports that it reads",
    "meetings/rules/_times.py": "the numbers of sessions that it reads and writes in titles",
    "meetings/services/_reports.py": "the words of reports beside which a name stands",
    "config": "what the terminal says, in both languages at once, and the words of the demo",
}
# Official papers are written in Chinese whatever language their reader has: GB/T 9704-2012.
PAPERS = re.compile(r"/queries/_papers?(_\w+)?\.py$|^papers/rules/")
# On a line with this mark Chinese is matched or stored, not shown; the reason stands after it.
MARK = "# not shown:"


def by_owner(path):
    return path.parents[2].parent.name


def exempt(path):
    inside = path.relative_to(HOUSE).as_posix()
    if PAPERS.search(inside):
        return True
    return inside != "config/context.py" and any(
        inside == place or inside.startswith(f"{place}/") for place in NOT_SHOWN
    )


def short(path):
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("path", CATALOGUES, ids=by_owner)
def test_every_string_of_a_page_has_english(path):
    wanted = set().union(*(messages.messages_of(folder) for folder in CATALOGUES[path]))
    held = messages.read_catalogue(path)

    assert sorted(wanted - held.keys()) == []
    assert sorted(message for message in wanted if not all(held[message])) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=by_owner)
def test_english_is_english_and_keeps_its_placeholders(path):
    for message, words in messages.read_catalogue(path).items():
        for text in words:
            assert not CHINESE.search(text), f"{message.singular}: {text}"
            if text:
                assert placeholders(text) <= placeholders(message.singular + message.plural)
        if all(words) and not message.plural:
            assert placeholders(words[0]) == placeholders(message.singular), message.singular


def placeholders(text):
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))


def test_one_chinese_string_has_one_english():
    """The catalogues are read as one: of two translations only the first would ever be shown."""
    said = {}
    for path in CATALOGUES:
        for message, words in messages.read_catalogue(path).items():
            if all(words):
                said.setdefault((message.context, message.singular), {})[by_owner(path)] = words

    assert {text: kinds for text, kinds in said.items() if len(set(kinds.values())) > 1} == {}


def chinese_of_template(source):
    """Return the Chinese that a template shows without translating it."""
    found, in_block, in_comment = [], False, False
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ", 1)[0]
        if token.token_type == TokenType.BLOCK:
            if name in ("blocktranslate", "blocktrans"):
                in_block = True
            elif name in ("endblocktranslate", "endblocktrans"):
                in_block = False
            elif name in ("comment", "endcomment"):
                in_comment = name == "comment"
            elif name not in ("translate", "trans"):
                bare = re.sub(r"_\((?:\"[^\"]*\"|'[^']*')\)", "", token.contents)
                found += CHINESE.findall(bare)
        elif token.token_type == TokenType.VAR:
            bare = re.sub(r"_\((?:\"[^\"]*\"|'[^']*')\)", "", token.contents)
            found += [] if in_block else CHINESE.findall(bare)
        elif token.token_type == TokenType.TEXT and not in_block and not in_comment:
            text = re.sub(r'<button[^>]*lang="zh-Hans".*?</button>', "", token.contents)
            found += CHINESE.findall(text)
    return found


TEMPLATES = sorted(
    path
    for path in [*HOUSE.rglob("*.html"), *HOUSE.rglob("templates/**/*.txt")]
    if "static" not in path.parts
)


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_shows_no_chinese_that_is_not_translated(path):
    source = path.read_text(encoding="utf-8")
    # The name of a language is written in that language.
    source = source.replace('<span class="language-name">中文</span>', "")

    assert chinese_of_template(source) == []


def chinese_of_python(source):
    """Return the lines where a string has Chinese and is neither translated nor a docstring."""
    tree, lines = ast.parse(source), source.splitlines()
    let_be = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and messages.call_name(node) in messages.FUNCTIONS:
            let_be |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            let_be |= {id(part) for argument in node.args for part in ast.walk(argument)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            let_be.add(id(node.value))
    return [
        f"{node.lineno}: {node.value[:30]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in let_be
        and MARK not in lines[node.end_lineno - 1]
        and MARK not in lines[node.lineno - 1]
    ]


PYTHON = sorted(
    path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts and not exempt(path)
)


@pytest.mark.parametrize("path", PYTHON, ids=short)
def test_python_shows_no_chinese_that_is_not_translated(path):
    assert chinese_of_python(path.read_text(encoding="utf-8")) == []


def test_the_checks_see_what_they_guard():
    assert chinese_of_template("<p>中文</p>")
    assert chinese_of_template("{% include 'x' with title='中文' %}")
    assert not chinese_of_template(
        "{% translate '中文' %}{% blocktranslate %}中文{% endblocktranslate %}"
    )
    assert chinese_of_python('x = "中文"')
    assert chinese_of_python('x = f"中文{y}"')
    assert not chinese_of_python('def f():\n    """中文"""\n    return _("中文")')
    assert not chinese_of_python('x = "中文"  # not shown: matched in documents')
    assert not chinese_of_python('x = re.compile("中文")')


def test_messages_are_found_in_templates_and_in_python():
    template = """{% translate "甲" %}{% blocktranslate trimmed count n=n %}乙 {{ n }}
      {% plural %}丙 {{ n }}{% endblocktranslate %}{{ _("丁") }}{% translate "戊" context "己" %}"""

    found = set(messages.messages_of_template(template))

    assert found == {
        messages.Message("", "甲", ""),
        messages.Message("", "乙 %(n)s", "丙 %(n)s"),
        messages.Message("", "丁", ""),
        messages.Message("己", "戊", ""),
    }
    assert set(
        messages.messages_of_python('ngettext_lazy("甲", "乙", 3); pgettext("己", "戊")')
    ) == {
        messages.Message("", "甲", "乙"),
        messages.Message("己", "戊", ""),
    }


def test_renewing_keeps_every_translation_and_drops_nothing_unless_asked(tmp_path, monkeypatch):
    noun = tmp_path / "tasks"
    noun.mkdir()
    (noun / "__init__.py").write_text('x = _("新")\ny = _("旧")', encoding="utf-8")
    catalogue = noun / "locale/en/LC_MESSAGES/django.po"
    kept = {
        messages.Message("", "旧", ""): ('old "quoted"\nline',),
        messages.Message("", "别人的", ""): ("somebody else's",),
    }
    messages.write_catalogue(catalogue, kept)
    monkeypatch.setattr(messages, "folders_by_catalogue", lambda *_: {catalogue: [noun]})

    missing = messages.update_catalogues()
    after = messages.read_catalogue(catalogue)
    messages.update_catalogues(prune=True)
    pruned = messages.read_catalogue(catalogue)

    assert missing == {"tasks": [messages.Message("", "新", "")]}
    assert after == {**kept, messages.Message("", "新", ""): ("",)}
    assert set(pruned) == {messages.Message("", "新", ""), messages.Message("", "旧", "")}


def test_renewing_twice_changes_nothing(tmp_path):
    path = tmp_path / "django.po"
    entries = {
        messages.Message("", "乙", ""): ("b",),
        messages.Message("", "甲", "甲们"): ("a", "as"),
    }

    assert messages.write_catalogue(path, entries)
    assert not messages.write_catalogue(path, messages.read_catalogue(path))
    assert "POT" not in path.read_text(encoding="utf-8")

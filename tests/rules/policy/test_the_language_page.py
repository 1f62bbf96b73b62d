"""The page on the policy language is true: its rules can be read, and it leaves no word out."""

import re
import tomllib

import pytest

from ringback.rules.policy.condition import HOW
from ringback.rules.policy.facts import FACTS
from ringback.rules.policy.rule import read_rule
from ringback.rules.policy.sentence import FOUND
from tests.rules.policy.ada import AMAZON, POLICIES

PAGE = (POLICIES.parent / "docs" / "policy-language.md").read_text(encoding="utf-8")
RULES = re.findall(r"```toml\n(\[\[rule\]\].*?)```", PAGE, re.DOTALL)
WORDS = [
    *FACTS,
    *FOUND,
    *{how for hows in HOW.values() for how in hows},
    *{rule.effect for rule in AMAZON.rules},
]


@pytest.mark.parametrize("text", RULES)
def test_each_rule_on_the_page_can_be_read(text: str) -> None:
    (rule,) = tomllib.loads(text)["rule"]
    assert read_rule(rule, sets={}).name in text


@pytest.mark.parametrize("word", WORDS)
def test_each_word_of_the_language_is_on_the_page(word: str) -> None:
    assert re.search(rf"[`{{ ]{word}[`}} .]", PAGE)


def test_the_small_shop_stays_small() -> None:
    text = (POLICIES / "plain-helpdesk" / "rulebook.toml").read_text(encoding="utf-8")
    assert len(RULES) == 3
    assert len(text.splitlines()) < 40

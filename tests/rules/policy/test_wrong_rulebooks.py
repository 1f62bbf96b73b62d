"""A wrong rulebook is refused as a whole, with file, rule, the line of the rule's header, and the problem."""

import pytest

from ringback.rules.policy.rulebook import parse
from ringback.rules.policy.wrong import WrongRulebook
from tests.rules.policy.ada import AMAZON_TEXT

MFA = "require = { mfa = true }"
AGE = "require = { registered_at = { days_ago_at_least = 30 } }"
SALES = 'when = { site = "na", monthly_sales_usd = { above = 1000 } }'


def header_of(rule: str, text: str) -> int:
    return text[: text.index(f'name = "{rule}"')].count("\n")


def refusal(text: str) -> WrongRulebook:
    with pytest.raises(WrongRulebook) as refused:
        parse(text, file="policies/ours.toml")
    return refused.value


def changed(old: str, new: str) -> str:
    assert old in AMAZON_TEXT
    return AMAZON_TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("rule", "old", "new", "said"),
    [
        # unknown words
        ("mfa-on", MFA, "require = { mfaa = true }", "unknown fact 'mfaa'; did you mean 'mfa'?"),
        ("mfa-on", 'link = "mfa"', 'link = "mfaa"', "unlock: unknown fact 'mfaa'"),
        (
            "low-odr",
            "rate is {odr}, below",
            "rate is {ord}, below",
            "unknown fact {ord}; did you mean 'odr'?",
        ),
        ("low-odr", "rate is {odr}, below", "rate is {odr, below", "a brace that holds no fact"),
        (
            "na-sales",
            'effect = "credit"',
            'effect = "credti"',
            "unknown effect 'credti'; did you mean 'credit'?",
        ),
        ("na-sales", "minutes = 10", "minuets = 10", "minutes is missing"),
        ("na-sales", "minutes = 10", "minutes = 10\nbonus = 5", "nothing is known of 'bonus'"),
        ("warnings-handled", '"account_health"', '"account_helth"', "unknown set 'account_helth'"),
        (
            "jp-urgent-rating",
            '"urgent-claim"',
            '"urgent"',
            "no rule above it that gives a class is called 'urgent'",
        ),
        ("na-sales", 'site = "na"', 'site = "us"', "zones names no site 'us'"),
        # because
        ("stable-sales", "because.zh-hans", "because.zh", "because: zh-hans is missing"),
        ("stable-sales", 'because.en = "Months', 'because_en = "Months', "because: en is missing"),
        ("stable-sales", "otherwise.zh-hans", "otherwise.zh", "otherwise: zh-hans is missing"),
        (
            "mfa-on",
            'because.en = "Two-factor authentication is on."',
            'because.en = " "',
            "en must be a text",
        ),
        (
            "class-by-issue",
            'class = "low"\nbecause.en',
            'class = "low"\nbecause.de',
            "case 2: because: en is missing",
        ),
        # wrong types
        ("mfa-on", MFA, 'require = { mfa = "on" }', "mfa (is) must be beside true or false, not 'on'"),
        ("mfa-on", MFA, "require = { mfa = { above = 1 } }", "cannot be asked for 'above'"),
        ("mfa-on", MFA, "require = true", "require must be a table, not True"),
        ("mfa-on", MFA, "require = {}", "a condition must be a table"),
        ("na-sales", SALES, SALES.replace("1000", '"1000"'), "must be beside a number, not '1000'"),
        ("na-sales", SALES, SALES.replace("1000", "true"), "must be beside a number, not True"),
        ("na-sales", SALES, SALES.replace("1000", "nan"), "must be beside a number"),
        ("na-sales", "minutes = 10", 'minutes = "ten"', "minutes must be a number, not 'ten'"),
        ("na-sales", "minutes = 10", "minutes = 0", "minutes must be more than 0"),
        ("professional-plan", 'plan = "professional"', 'plan = "gold"', "plan is never 'gold'"),
        ("account-age", AGE, AGE.replace("30", "30.5"), "must be beside a whole number of days"),
        (
            "account-age",
            AGE,
            'require = { registered_at = "2025-01-01" }',
            "registered_at cannot be asked for 'is'",
        ),
        (
            "account-age",
            'unlock = { date = "registered_at" }',
            'unlock = { date = "now" }',
            "unlock: the rule must ask",
        ),
        ("urgent-claim", '\nclass = "high"', '\nclass = "top"', "class must be one of high, medium, low"),
        ("technical-language", '"zh-hans", "en"]', '"zh-hans", "de"]', "languages must be some of en"),
        # what would decide nothing, or twice
        (
            "class-by-issue",
            'class = "medium"',
            'when = { mfa = true }\nclass = "medium"',
            "otherwise is missing",
        ),
        ("mfa-on", MFA, 'require = { class = "high" }', "class is asked before a rule has given a class"),
        ("low-odr", "when = { odr = { below = 0.01 } }", "when = { can_be_rung = true }", "and by no other"),
        ("na-sales", SALES, "when = { promised_by_minutes = { below = 9 } }", "and by no other"),
    ],
)
def test_a_wrong_rule_is_named_with_the_line_of_its_header(rule: str, old: str, new: str, said: str) -> None:
    before, name, after = AMAZON_TEXT.partition(f'name = "{rule}"')
    assert old in after
    refused = refusal(before + name + after.replace(old, new, 1))
    assert said in refused.problem
    assert (refused.rule, refused.line) == (rule, header_of(rule, AMAZON_TEXT))
    assert str(refused).startswith(f'policies/ours.toml, line {refused.line}, rule "{rule}": ')


def test_a_duplicate_name_names_both_lines() -> None:
    text = changed('name = "mfa-on"', 'name = "account-age"')
    first, second = (n for n, line in enumerate(text.split("\n")) if line == 'name = "account-age"')
    refused = refusal(text)
    assert (refused.rule, refused.line) == ("account-age", second)
    assert refused.problem == f"the name is that of the rule in line {first}"


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("[classes.high]", "target_minutes = 30\n", "target_minutes = 120\n", "contradictory targets"),
        ("[classes.high]", "target_minutes = 480", "target_minutes = 60", "high 30, medium 120, low 60"),
        ("[classes.high]", "target_minutes = 30\n", "target_minutes = -1\n", "contradictory targets"),
        (
            "[classes.high]",
            "target_minutes = 30\n",
            'target_minutes = "30"\n',
            "classes.high: target_minutes must be",
        ),
        ("[classes.high]", "[classes.low]", "[classes.lower]", "classes: low is missing"),
        ("[classes.high]", '"next day"', '"tomorrow"', 'redial_minutes holds minutes or "next day"'),
        ("[credit]", '"1/3"', '"4/3"', "at_most must lie between 0 and 1"),
        ("[credit]", '"1/3"', '"a third"', 'such as "1/3"'),
        ("[zones]", '"Asia/Tokyo"', '"Asia/Kyoto"', "jp is in no zone called 'Asia/Kyoto'"),
        ("[talk]", "own_figures = 12", "own_figures = 0", "must be more than 0"),
        ("[[service_level]]", "share = 0.85", "share = 85", "share must be more than 0 and at most 1"),
        ("[[service_level]]", "rating = 4", "rating = 6", "rating must be 1 to 5, not 6"),
        ("[[service_level]]", "rating = 4", "within_hours = 4", "rating is missing"),
        ("[[service_level]]", "on_average = true", 'on_average = "yes"', "on_average must be true or false"),
        (
            "[[service_level]]",
            'site = "na"\nmeasured',
            'site = "us"\nmeasured',
            "site must be one of na, eu, jp",
        ),
        ("[sets]", '["advertising-charges", "general-question"]', "[1]", "can_wait must be a list of texts"),
    ],
)
def test_wrong_terms_are_named_with_the_line_of_their_table(
    table: str, old: str, new: str, said: str
) -> None:
    text = changed(old, new)
    refused = refusal(text)
    assert said in refused.problem
    assert text.split("\n")[refused.line - 1].startswith(table)


def test_a_class_that_stands_twice_is_refused_with_its_line() -> None:
    text = changed("[classes.low]", "[classes.medium]")
    assert "line" in refusal(text).problem
    assert refusal(text).line == text[: text.rindex("[classes.medium]")].count("\n") + 1


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    text = changed(MFA, "require = { mfa = yes }")
    assert refusal(text).line == text[: text.index("mfa = yes")].count("\n") + 1
    assert refusal("name = ").problem.startswith("not TOML")


def test_everything_wrong_is_said_at_once() -> None:
    text = changed(MFA, "require = { mfaa = true }").replace("minutes = 5\n", "minutes = -5\n")
    refused = refusal(text)
    assert [finding.rule for finding in refused.findings] == ["mfa-on", "clear-description"]
    assert len(str(refused).splitlines()) == 2


def test_a_header_inside_a_sentence_moves_no_line() -> None:
    text = changed('"You sell on the professional plan."', '"""\n[[rule]]\nname = "You"\n"""').replace(
        MFA, "require = 1"
    )
    assert refusal(text).line == header_of("mfa-on", text)


def test_a_rulebook_without_rules_or_terms_is_refused() -> None:
    problems = [finding.problem for finding in refusal('name = "empty"').findings]
    assert {"version is missing", "zones is missing", "classes is missing", "rule is missing"} <= set(
        problems
    )


def test_the_last_word_is_a_recommendation_of_email() -> None:
    start = AMAZON_TEXT.index('[[rule]]\nname = "recommend"')
    assert "the last rule must be the one that recommends" in refusal(AMAZON_TEXT[:start]).problem
    text = AMAZON_TEXT[: AMAZON_TEXT.rindex("[[rule.case]]")]
    assert "otherwise is missing" in refusal(text).problem
    assert (
        "must be the last"
        in refusal(
            AMAZON_TEXT
            + AMAZON_TEXT[start:]
            .replace('"recommend"', '"again"', 1)
            .replace('effect = "again"', 'effect = "recommend"')
        ).problem
    )

"""What rules may ask of each other: names once, a class first, the recommendation last."""

from collections.abc import Callable, Collection, Iterator, Sequence

from ringback.rules.policy.condition import Test
from ringback.rules.policy.rule import Rule
from ringback.rules.policy.sentence import places_in
from ringback.rules.policy.wrong import Finding

# Known only when every line has its verdict; and the promise is asked with the second question alone.
FOR_THE_RECOMMENDATION = frozenset({"promised_by_minutes", "can_be_rung"})


def check_order(rules: Sequence[Rule], lines: Sequence[int], sites: Collection[str]) -> list[Finding]:
    """`lines` are those of the rules' headers, in the same order."""
    found = []
    for place, rule in enumerate(rules):
        for check in _EACH:
            found += [
                Finding(rule.name, lines[place], problem) for problem in check(rule, rules[:place], lines)
            ]
        found += [Finding(rule.name, lines[place], problem) for problem in _sites(rule, sites)]
    last = rules[-1]
    if last.effect != "recommend" or not last.always_decides:
        found.append(Finding(last.name, lines[len(rules) - 1], _NO_LAST_WORD))
    elif last.cases[-1].gives != "email":
        found.append(Finding(last.name, lines[len(rules) - 1], _NO_EMAIL))
    if not any(rule.effect == "class" for rule in rules):
        found.append(Finding(last.name, lines[len(rules) - 1], "no rule above it gives a class"))
    return found


_NO_LAST_WORD = "the last rule must be the one that recommends, and its last case must always hold"
_NO_EMAIL = "the last case must recommend email, the one channel that is always open"


def _duplicate(rule: Rule, above: Sequence[Rule], lines: Sequence[int]) -> Iterator[str]:
    for other, line in zip(above, lines, strict=False):
        if other.name == rule.name:
            yield f"the name is that of the rule in line {line}"


def _first_class(rule: Rule, above: Sequence[Rule], lines: Sequence[int]) -> Iterator[str]:
    if any(other.effect == "class" for other in above):
        return
    if rule.effect == "class" and not rule.always_decides:
        yield "the first rule that gives a class must always give one: its last case has no `when`, and no `otherwise`"
    tests = {test.fact for test in rule.tests} & {"class", "class_set_by"}
    told = frozenset().union(*map(places_in, rule.sentences)) & {"class", "class_set_by", "target_minutes"}
    for name in sorted(tests if rule.effect == "class" else tests | told):
        yield f"{name} is asked before a rule has given a class"


def _class_set_by(rule: Rule, above: Sequence[Rule], lines: Sequence[int]) -> Iterator[str]:
    known = {other.name for other in above if other.effect == "class"}
    for name in sorted(_values_beside("class_set_by", rule.tests) - known):
        yield f"class_set_by: no rule above it that gives a class is called {name!r}"


def _recommendation(rule: Rule, above: Sequence[Rule], lines: Sequence[int]) -> Iterator[str]:
    if any(other.effect == "recommend" for other in above):
        yield "a rule that recommends must be the last"
    if rule.effect != "recommend":
        for name in sorted(rule.facts_used & FOR_THE_RECOMMENDATION):
            yield f"{name} may be asked by a rule that recommends, and by no other"


def _sites(rule: Rule, sites: Collection[str]) -> Iterator[str]:
    for site in sorted(_values_beside("site", rule.tests) - set(sites)):
        yield f"site: zones names no site {site!r}"


def _values_beside(fact: str, tests: Sequence[Test]) -> set[str]:
    values: set[str] = set()
    for test in tests:
        if test.fact == fact and test.how != "known":
            values |= set(test.value) if isinstance(test.value, tuple) else {test.value}
    return values


_EACH: tuple[Callable[[Rule, Sequence[Rule], Sequence[int]], Iterator[str]], ...] = (
    _duplicate,
    _first_class,
    _class_set_by,
    _recommendation,
)

"""What is said of a rulebook that cannot be used: it is refused as a whole, with file, rule, line and problem."""

from collections.abc import Sequence
from dataclasses import dataclass


class Problem(Exception):
    """One thing that is wrong, in words; whoever knows the place turns it into a Finding."""


@dataclass(frozen=True)
class Finding:
    """`rule` is empty where no rule is at fault; `line` is that of the rule's header, 0 where no line can be named."""

    rule: str
    line: int
    problem: str


class WrongRulebook(ValueError):
    """The rulebook is refused; `rule`, `line` and `problem` are those of the first of its `findings`."""

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        self.file, self.findings = file, tuple(findings)
        self.rule, self.line, self.problem = findings[0].rule, findings[0].line, findings[0].problem
        super().__init__("\n".join(self._said(finding) for finding in self.findings))

    def _said(self, finding: Finding) -> str:
        line = f", line {finding.line}" if finding.line else ""
        rule = f', rule "{finding.rule}"' if finding.rule else ""
        return f"{self.file}{line}{rule}: {finding.problem}"

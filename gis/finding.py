"""What is wrong with a survey: findings that name file, feature and rule, and the error that refuses one."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How much a finding matters: an error refuses the survey, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    REPAIRED = "repaired"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to say about one feature of one file; `feature` is empty when it is about the whole file."""

    file: str
    feature: str
    rule: str
    severity: Severity
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.feature}" if self.feature else self.file
        return f"{where}: {self.severity}: {self.reason} [{self.rule}]"


class SurveyError(ValueError):
    """A survey that cannot be used, and why: the root of every error that `gis` raises for bad input."""

    def __init__(self, file: str, feature: str, reason: str) -> None:
        super().__init__(f"{file}: {feature}: {reason}" if feature else f"{file}: {reason}")
        self.file = file
        self.feature = feature
        self.reason = reason

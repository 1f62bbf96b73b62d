"""The files of all cases, by the names under which they are stored."""

from ringback.records.cases.models import Evidence


def stored_names() -> list[str]:
    return list(Evidence.objects.order_by("pk").values_list("stored_as", flat=True))

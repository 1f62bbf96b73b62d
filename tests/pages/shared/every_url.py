"""Every address of both hosts, read from the URLconfs, so that a new one cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """`route` is the pattern as written, `names` the arguments that it takes."""

    host: str
    name: str
    route: str
    names: tuple[str, ...]

    def path(self, **values: Any) -> str:
        wanted = {name: values[name] for name in self.names}
        return reverse(self.name, urlconf=urlconf_of(self.host), kwargs=wanted)


def urlconf_of(host: str) -> str:
    return str(settings.PORTAL_URLCONF if host == settings.PORTAL_URL else settings.DESK_URLCONF)


def every_address() -> list[Address]:
    return [
        address
        for host in (settings.PORTAL_URL, settings.DESK_URL)
        for address in _walk(host, get_resolver(urlconf_of(host)).url_patterns)
    ]


def _walk(
    host: str, patterns: list[URLPattern | URLResolver], space: str = "", route: str = ""
) -> Iterator[Address]:
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _walk(host, each.url_patterns, inner, here)
        else:
            names = tuple(each.pattern.converters) or tuple(each.pattern.regex.groupindex)
            yield Address(host, f"{space}{each.name}", here, names)

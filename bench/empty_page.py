"""What the pages are measured against: an empty page of the portal, behind the same middleware, for a signed-in person."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ringback.config import urls_portal


def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Empty</title>")


urlpatterns = [path("bench-empty/", empty), *urls_portal.urlpatterns]

"""What sellers reach on the portal's host."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("ringback.pages.shared.account_urls")),
    path("", include("ringback.pages.shared.urls")),
    path("", include("ringback.pages.portal.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("ringback.pages.demo.urls")))

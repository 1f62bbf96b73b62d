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

handler400 = "ringback.pages.shared.errors.bad_request"
handler403 = "ringback.pages.shared.errors.forbidden"
handler404 = "ringback.pages.shared.errors.not_found"
handler429 = "ringback.pages.shared.errors.too_often"
handler500 = "ringback.pages.shared.errors.server_error"

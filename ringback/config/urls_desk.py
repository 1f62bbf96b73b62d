"""What agents and supervisors reach on the desk's host."""

from django.conf import settings
from django.urls import include, path

from ringback.pages.setup.invitation import invitation

urlpatterns = [
    path("accounts/", include("ringback.pages.shared.account_urls")),
    path("", include("ringback.pages.shared.urls")),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("setup/", include("ringback.pages.setup.urls")),
    path("supervisor/", include("ringback.pages.supervisor.urls")),
    path("", include("ringback.pages.workspace.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("ringback.pages.demo.urls")))

handler400 = "ringback.pages.shared.errors.bad_request"
handler403 = "ringback.pages.shared.errors.forbidden"
handler404 = "ringback.pages.shared.errors.not_found"
handler429 = "ringback.pages.shared.errors.too_often"
handler500 = "ringback.pages.shared.errors.server_error"

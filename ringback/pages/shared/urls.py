"""What both hosts have."""

from django.urls import path

from ringback.pages.shared.reader import choose_language

urlpatterns = [path("language/", choose_language, name="language")]

"""The desk's pages for supervisors."""

from django.urls import path

from ringback.pages.supervisor import callbacks

app_name = "supervisor"
urlpatterns = [
    path("", callbacks.listed, name="callbacks"),
    path("parts/callbacks/", callbacks.listed_part, name="callbacks-part"),
    path("callbacks/<uuid:pk>/", callbacks.story, name="story"),
    path("callbacks/<uuid:pk>/part/", callbacks.story_part, name="story-part"),
]

"""Setting up, for supervisors alone."""

from django.urls import path

from ringback.pages.setup import history, people, rosters, rules, sites, start, types

app_name = "setup"
urlpatterns = [
    path("", start.start, name="start"),
    path("sites/new/", sites.begin, name="new-site"),
    path("sites/<slug:site>/", sites.site, name="site"),
    path("sites/<slug:site>/hours/", sites.hours, name="hours"),
    path("sites/<slug:site>/confirmed/", sites.confirmed, name="confirmed"),
    path("sites/<slug:site>/types/", types.types, name="types"),
    path("sites/<slug:site>/types/take/", types.take, name="take-types"),
    path("sites/<slug:site>/types/new/", types.new, name="new-type"),
    path("sites/<slug:site>/types/<slug:issue>/", types.one, name="type"),
    path("sites/<slug:site>/types/<slug:issue>/move/", types.move, name="move-field"),
    path("sites/<slug:site>/types/<slug:issue>/fields/new/", types.field, name="new-field"),
    path("sites/<slug:site>/types/<slug:issue>/fields/<slug:field>/", types.field, name="field"),
    path("sites/<slug:site>/roster/", rosters.now, name="roster"),
    path("sites/<slug:site>/roster/<slug:week>/", rosters.week, name="week"),
    path("sites/<slug:site>/rules/", rules.rules, name="rules"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invited, name="invite"),
    path("people/<int:person>/", people.one, name="person"),
    path("people/<int:person>/send/", people.sent_again, name="send-again"),
    path("history/", history.listed, name="history"),
    path("changes/<int:change>/undo/", history.undo, name="undo"),
]

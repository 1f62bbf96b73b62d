"""The desk's pages for supervisors."""

from django.urls import path

from ringback.pages.supervisor import acts, callbacks, now, restored, service, standing

app_name = "supervisor"
urlpatterns = [
    path("", now.show, name="now"),
    path("parts/now/", now.part, name="now-part"),
    path("agents/<int:agent>/away/", now.set_away, name="agent-away"),
    path("agents/<int:agent>/back/", now.call_back, name="agent-back"),
    path("calls/<uuid:attempt>/end/", now.end_call, name="end-this-call"),
    path("sites/<slug:slug>/close/", now.close_intake, name="close-intake"),
    path("sites/<slug:slug>/open/", now.open_intake, name="open-intake"),
    path("callbacks/", callbacks.listed, name="callbacks"),
    path("parts/callbacks/", callbacks.listed_part, name="callbacks-part"),
    path("callbacks/<uuid:pk>/", callbacks.story, name="story"),
    path("restored/", restored.seen, name="restored"),
    path("restored/go-on/", restored.go_on, name="restored-go-on"),
    path("callbacks/<uuid:pk>/part/", callbacks.story_part, name="story-part"),
    path("callbacks/<uuid:pk>/cancel/", acts.cancel, name="cancel"),
    path("callbacks/<uuid:pk>/move/", acts.move, name="move"),
    path("callbacks/<uuid:pk>/undo-move/", acts.undo_move, name="undo-move"),
    path("callbacks/<uuid:pk>/give/", acts.give, name="give"),
    path("callbacks/<uuid:pk>/class/", acts.change_class, name="class"),
    path("callbacks/<uuid:pk>/end-call/", acts.end_call, name="end-call"),
    path("service/", service.page, name="service"),
    path("service/table.csv", service.table, name="service-table"),
    path("standing/", standing.page, name="standing"),
    path("standing/sample.csv", standing.sample, name="standing-sample"),
    path("standing/<int:brought>/", standing.one, name="standing-import"),
    path("standing/<int:brought>/apply/", standing.apply, name="standing-apply"),
    path("standing/<int:brought>/throw-away/", standing.throw_away, name="standing-throw-away"),
]

"""The desk's pages for agents."""

from django.urls import path

from ringback.pages.workspace import bar, calls, cases, presence, workspace

app_name = "workspace"
urlpatterns = [
    path("", workspace.page, name="page"),
    path("parts/queue/", workspace.queue_part, name="queue-part"),
    path("parts/case/", workspace.case_part, name="case-part"),
    path("parts/call/", workspace.call_part, name="call-part"),
    path("parts/bar/", bar.bar_part, name="bar-part"),
    path("presence/", presence.choose, name="presence"),
    path("presence/stay/", presence.stay, name="stay"),
    path("hold/accept/", calls.accept, name="accept"),
    path("hold/not-now/", calls.not_now, name="not-now"),
    path("calls/<uuid:attempt>/hang-up", calls.hang_up, name="hang-up"),
    path("calls/<uuid:attempt>/notes/", calls.save_notes, name="notes"),
    path("calls/<uuid:attempt>/finish/", calls.finish, name="finish"),
    path("search/", cases.search, name="search"),
    path("cases/<int:number>/", cases.case, name="case"),
    path("cases/<int:number>/answer/", cases.answer, name="answer"),
    path("cases/<int:number>/class/", cases.judge_class, name="class"),
    path("evidence/<int:pk>/", cases.evidence, name="evidence"),
]

"""Addresses of the seller's pages."""

from django.urls import path
from django.views.generic import RedirectView

from ringback.pages.portal import (
    attachments,
    callback,
    calls,
    cases,
    changing,
    choose,
    chrome,
    describe,
    own_templates,
    records,
    ringing_at_once,
    rules,
    setup,
    story,
    support,
)

app_name = "portal"
NEW, CASE, CALLBACK, CALL = (
    "support/new/<slug:slug>/",
    "cases/<int:number>/",
    "callbacks/<uuid:pk>/",
    "calls/<uuid:pk>/",
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="portal:support"), name="home"),
    path("support/", support.support, name="support"),
    path("support/today/", support.today, name="today"),
    path("support/site/", support.switch_site, name="switch-site"),
    path(NEW, describe.describe, name="describe"),
    path(f"{NEW}draft/", describe.save_draft, name="save-draft"),
    path(f"{NEW}ring-me/", ringing_at_once.ring_me, name="ring-me"),
    path(f"{NEW}meter/", describe.show_meter, name="meter"),
    path(f"{NEW}continue/", describe.continue_there, name="continue"),
    path(f"{NEW}throw-away/", describe.throw_away, name="throw-away"),
    path(f"{NEW}evidence/", attachments.add_evidence, name="add-evidence"),
    path(f"{NEW}evidence/<int:pk>/remove/", attachments.remove_evidence, name="remove-evidence"),
    path(f"{NEW}templates/", own_templates.save_template, name="save-template"),
    path(f"{NEW}templates/<int:pk>/use/", own_templates.use_template, name="use-template"),
    path(f"{NEW}templates/<int:pk>/delete/", own_templates.delete_template, name="delete-template"),
    path("evidence/<int:pk>/", attachments.serve, name="evidence"),
    path("cases/", cases.my_cases, name="cases"),
    path(CASE, cases.case, name="case"),
    path(f"{CASE}messages/", cases.write, name="write"),
    path(f"{CASE}written/", cases.ask_in_writing, name="written"),
    path(f"{CASE}evidence/", cases.add_evidence, name="case-evidence"),
    path(f"{CASE}close/", cases.close, name="close"),
    path(f"{CASE}reopen/", cases.reopen, name="reopen"),
    path(f"{CASE}channel/", choose.choose, name="channel"),
    path(CALLBACK, callback.show, name="callback"),
    path(f"{CALLBACK}change/", changing.change, name="change"),
    path(f"{CALLBACK}cancel/", changing.cancel, name="cancel"),
    path(f"{CALLBACK}call-me-now/", changing.call_me_now, name="call-me-now"),
    path(f"{CALLBACK}ask-again/", changing.ask_again, name="ask-again"),
    path(f"{CALLBACK}rate/", changing.rate, name="rate"),
    path(f"{CALLBACK}story/", story.story, name="story"),
    path(f"{CALL}ring/", calls.ring, name="ring"),
    path(f"{CALL}answer/", calls.answer, name="answer"),
    path(f"{CALL}decline/", calls.decline, name="decline"),
    path(f"{CALL}hang-up/", calls.hang_up, name="hang-up"),
    path("records/", records.find, name="find-record"),
    path("records/<str:number>/", records.record, name="record"),
    path("setup/", setup.setup, name="setup"),
    path("rules/", rules.rules, name="rules"),
    path("bar/", chrome.truth_bar, name="truth-bar"),
]

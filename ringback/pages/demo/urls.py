"""The demo's pages, on both hosts."""

from django.urls import path

from ringback.pages.demo import entrance, mailbox, visitors

app_name = "demo"
urlpatterns = [
    path("", entrance.first_page, name="first-page"),
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("mailbox/", mailbox.listed, name="mailbox"),
    path("mailbox/<str:key>/", mailbox.mail, name="mail"),
    path("state/", visitors.state, name="state"),
    path("lend/", visitors.lend, name="lend"),
    path("give-back/", visitors.give_back, name="give-back"),
]

"""The people of the desk: who is there, inviting somebody, changing and deactivating them."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.pages.setup import words
from ringback.pages.setup.chrome import last_change, name_of, page, see_other
from ringback.pages.setup.editing import edit
from ringback.pages.setup.fields import ListField
from ringback.pages.setup.forms import LINE, SENTENCE, ZONES, SetUpForm
from ringback.pages.shared.roles import supervisor_only
from ringback.pages.shared.who import person_of
from ringback.records.desk.readers import sites
from ringback.records.setup.people import STAFF, invite, send_invitation, staff
from ringback.records.setup.wrong import Wrong
from ringback.rules.policy.facts import LANGUAGES


class StaffForm(SetUpForm):
    """What a supervisor says of a person; an agent has languages, skills and sites besides."""

    parts: tuple[str, ...] = ("name", "role", "language", "zone", "active", "speaks", "skills", "sites")

    def build(self) -> None:
        add = self.fields
        add["name"] = forms.CharField(
            label=_("Name"), max_length=LINE, help_text=_("As sellers read and hear it.")
        )
        add["role"] = forms.ChoiceField(
            label=_("Role"), choices=[("agent", _("Agent")), ("supervisor", _("Supervisor"))]
        )
        add["language"] = forms.ChoiceField(
            label=_("Language that we write in"), choices=[("en", "English"), ("zh-hans", "简体中文")]
        )
        add["zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=ZONES, help_text=_("The pages show times in it.")
        )
        self.build_agent()
        add["active"] = forms.BooleanField(label=_("Belongs to the desk"), required=False)

    def build_agent(self) -> None:
        add = self.fields
        add["speaks"] = forms.MultipleChoiceField(
            label=_("Languages spoken"),
            required=False,
            choices=[(tag, words.language(tag)) for tag in LANGUAGES],
            widget=forms.CheckboxSelectMultiple,
        )
        add["sites"] = forms.MultipleChoiceField(
            label=_("Sites"),
            required=False,
            choices=[(site.slug, name_of(site)) for site in sites()],
            widget=forms.CheckboxSelectMultiple,
        )
        add["skills"] = ListField(
            label=_("Skills"),
            required=False,
            max_length=SENTENCE,
            help_text=_("Words between commas that issue types ask for, such as customs, tax."),
        )

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "sites": sorted(self.cleaned_data["sites"])}


class InvitationForm(StaffForm):
    """A new person, who belongs to the desk from now on."""

    parts = ("",)

    def build(self) -> None:
        self.fields["email"] = forms.EmailField(label=_("E-mail"), max_length=200)
        super().build()
        del self.fields["active"]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "active": True}


@require_safe
@supervisor_only
def people(request: HttpRequest) -> HttpResponse:
    found = staff(now=datetime.now(UTC))
    return page(
        request,
        "setup/people.html",
        here="people",
        people=found,
        here_now=sum(one.state == "active" for one in found),
        names={site.slug: name_of(site) for site in sites()},
    )


@require_http_methods(["GET", "POST"])
@supervisor_only
def invited(request: HttpRequest) -> HttpResponse:
    known = {
        "role": "agent",
        "language": request.LANGUAGE_CODE,
        "zone": person_of(request).zone,
        "speaks": ["en"],
    }
    known["sites"] = [request.GET["site"]] if "site" in request.GET else []
    form = InvitationForm(request.POST if request.method == "POST" else None, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite(form.values(), by=person_of(request), now=datetime.now(UTC))
        except Wrong as wrong:
            form.tell(wrong.problems)
        else:
            messages.success(request, _("A mail is on its way to %(email)s.") % {"email": made.email})
            return see_other(reverse("setup:people"))
    return page(request, "setup/invite.html", here="people", form=form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@supervisor_only
def one(request: HttpRequest, person: int) -> HttpResponse:
    edited = edit(request, STAFF, str(person), StaffForm)
    if edited.saved:
        return see_other(reverse("setup:person", args=[person]))
    state = next(each.state for each in staff(now=datetime.now(UTC)) if each.person.pk == person)
    return page(
        request,
        "setup/person.html",
        status=edited.status,
        here="people",
        edited=edited,
        state=state,
        last=last_change(STAFF, str(person)),
    )


@require_POST
@supervisor_only
def sent_again(request: HttpRequest, person: int) -> HttpResponse:
    """A new link; the old one is good no more."""
    try:
        whom = send_invitation(person, by=person_of(request), now=datetime.now(UTC))
    except LookupError as problem:
        raise Http404 from problem
    except Wrong:
        messages.error(request, _("They have chosen their password already; nothing was sent."))
    else:
        messages.success(request, _("A mail is on its way to %(email)s.") % {"email": whom.email})
    return see_other(reverse("setup:person", args=[person]))

"""Accounts are made by the desk: nobody signs up. Who is signed in is read by each request, so it costs little."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from ringback.records.people import signed_in
from ringback.records.people.readers import Person


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignedIn(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> Person | None:
        """None for whoever must not sign in any more."""
        person = signed_in.person_of_pk(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None

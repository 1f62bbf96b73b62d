"""Words of the desk's data in the reader's language."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

from ringback.pages.portal import words
from ringback.pages.portal.refusals import first_sentence
from ringback.rules.policy.sentence import Sentence
from ringback.rules.policy.verdict import Reason

register = template.Library()


@register.filter
def said(sentence: Sentence) -> str:
    """A reason of the policy in the reader's language."""
    return sentence.read_in(get_language() or "en")


@register.filter
def headline(reason: Reason) -> str:
    """The first sentence of a rule's words."""
    return first_sentence(said(reason.because))[0]


@register.simple_tag
def evidence_limits() -> dict[str, object]:
    """The present limits, for the sentence beside the upload."""
    return {"size": words.file_size(settings.EVIDENCE_MAX_BYTES), "files": settings.EVIDENCE_MAX_FILES}


@register.filter
def file_size(size: int) -> str:
    return words.file_size(size)


@register.filter
def of_class(priority: str) -> str:
    return words.of_class(priority)


@register.filter
def state_name(state: str) -> str:
    return words.of_state(state)

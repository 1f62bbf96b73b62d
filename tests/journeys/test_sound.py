"""Sound is measured both ways, and the measure itself fails where there is none."""

import pytest

from tests.journeys import sound
from tests.journeys.actors import AgentAtDesk, AtDesk, AtHome, SellerAtHome

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A peer connection that says it is connected and carries nothing.
STUB = """
window.RTCPeerConnection = class {
  constructor() { this.connectionState = 'connected'; setTimeout(() => this.onconnectionstatechange?.(), 50); }
  addTrack() {} addTransceiver() {} close() {}
  async createOffer() { return {type: 'offer', sdp: ''}; }
  async createAnswer() { return {type: 'answer', sdp: ''}; }
  async setLocalDescription(each) { this.localDescription = each; }
  async setRemoteDescription(each) { this.remoteDescription = each; }
  async addIceCandidate() {}
};
"""


def _talk(ada: SellerAtHome, bo: AgentAtDesk) -> None:
    ada.asks_to_be_rung()
    bo.is_available()
    bo.accepts()
    ada.rings()
    ada.answers()
    ada.is_connected()
    bo.is_connected()


def test_a_muted_side_is_heard_as_silence_and_the_other_is_still_heard(
    at_home: AtHome, at_desk: AtDesk
) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    _talk(ada, bo)
    assert sound.hears(bo.page, sound.SELLER_HZ)
    ada.page.locator("[data-mute]").click()
    ada.page.wait_for_timeout(500)
    assert not sound.hears(bo.page, sound.SELLER_HZ)
    assert sound.hears(ada.page, sound.AGENT_HZ)
    ada.page.locator("[data-mute]").click()
    ada.page.wait_for_timeout(500)
    assert sound.hears(bo.page, sound.SELLER_HZ)
    bo.ends_the_call()


def test_a_stub_of_a_connection_is_found_out(at_home: AtHome, at_desk: AtDesk) -> None:
    bo, ada = at_desk("Bo"), at_home("Ada")
    for one in (bo, ada):
        one.context.add_init_script(STUB)
        one.page.reload()
    _talk(ada, bo)
    assert not sound.hears(bo.page, sound.SELLER_HZ)
    assert not sound.hears(ada.page, sound.AGENT_HZ)
    bo.ends_the_call()

"""A person without a mouse: Tab until what they want has the focus, then keys. Any mouse event fails the journey."""

from playwright.sync_api import Locator, Page

MOST_TABS = 400
WATCH = """
for (const kind of ["mousedown", "mouseup", "click", "pointerdown", "touchstart"])
  addEventListener(kind, (event) => {
    // A key on a button makes a click, too; it comes from no pointer.
    if (kind !== "click" || event.pointerType) sessionStorage.setItem("mouse", kind);
  }, true);
"""


class Keyboard:
    """`uses_mouse` says which event of a pointer this window has seen, or is None."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.context.add_init_script(WATCH)

    @property
    def uses_mouse(self) -> str | None:
        seen: str | None = self.page.evaluate("sessionStorage.getItem('mouse')")
        return seen

    def goes_to(self, what: Locator) -> None:
        """Forward by Tab from wherever the focus is, around the page once."""
        what.wait_for()
        for _ in range(MOST_TABS):
            if what.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {what}")

    def presses(self, what: Locator, key: str = "Enter") -> None:
        self.goes_to(what)
        self.page.keyboard.press(key)

    def types(self, what: Locator, text: str) -> None:
        """In place of what stands there."""
        self.goes_to(what)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def chooses(self, what: Locator, value: str) -> None:
        """In a list, by typing; the option's text begins with `value`."""
        self.goes_to(what)
        self.page.keyboard.type(value)

    def ticks(self, what: Locator) -> None:
        if not what.is_checked():
            self.presses(what, "Space")

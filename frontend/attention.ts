// Calls for somebody who looks elsewhere: the tab's title blinks, and a notification is shown where that is allowed.
const BLINK = 1_000;

/** Returns what stops it. */
export function callFor(text: string): () => void {
  const title = document.title;
  const timer = setInterval(() => { document.title = document.title === title ? text : title; }, BLINK);
  const shown = notify(text);
  return () => {
    clearInterval(timer);
    if (document.title === text) document.title = title;
    shown?.close();
  };
}

function notify(text: string): Notification | null {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return null;
  const shown = new Notification(text, { tag: "ringback" });
  shown.onclick = () => { window.focus(); };
  return shown;
}

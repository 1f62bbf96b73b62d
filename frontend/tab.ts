// The name of this tab: kept through reloads, and never shared with a tab that was made as its copy.
const KEY = "ringback-tab";
const LEAVING = 500; // milliseconds that the page before a reload may take to let go of its name

export let tab = sessionStorage.getItem(KEY) ?? madeUp();

/** To be awaited before anybody is told the name. */
export async function settleName(): Promise<void> {
  if (!(await isFree(tab)) && !(await pause(LEAVING).then(() => isFree(tab)))) {
    tab = madeUp();
    await isFree(tab);
  }
  sessionStorage.setItem(KEY, tab);
}

/** Holds the name for as long as this page lives; false when another tab does. */
function isFree(name: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((told) => {
    void navigator.locks.request(`ringback-tab-${name}`, { ifAvailable: true }, (lock) => {
      told(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    });
  });
}

function madeUp(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => { setTimeout(done, milliseconds); });
}

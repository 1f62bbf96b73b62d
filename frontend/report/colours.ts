// The theme's colours as a canvas needs them, and shades between two of them.

export type Colours = { text: string; muted: string; rule: string; page: string; font: string; of: (name: string) => string; ramp: (share: number) => string };

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const named: Record<string, string> = {
    success: token("--color-success"), error: token("--color-error"), info: token("--color-info"), primary: token("--color-primary"),
    muted: token("--rb-muted"), edge: token("--rb-edge"), rule: token("--color-base-300"),
  };
  const [light, strong] = [token("--rb-tint"), token("--color-primary")];
  return {
    text: token("--color-base-content"), muted: token("--rb-muted"), rule: token("--color-base-300"), page: token("--color-base-100"),
    font: getComputedStyle(document.body).fontFamily,
    of: (name) => named[name] ?? strong,
    ramp: (share) => mixed(light, strong, share),
  };
}

/** Of two colours such as #0a5b73. */
export function mixed(one: string, other: string, share: number): string {
  const [a, b] = [parts(one), parts(other)];
  return `rgb(${a.map((part, n) => Math.round(part + ((b[n] ?? 0) - part) * share)).join(", ")})`;
}

function parts(colour: string): number[] {
  const digits = colour.replace("#", "");
  const whole = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return [0, 2, 4].map((at) => parseInt(whole.slice(at, at + 2), 16));
}

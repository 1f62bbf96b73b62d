// Requests that change something: JSON up, with the token that Django asks for.
/** From the cookie, which is new after each sign-in, when this page may be old. */
export function token(): string {
  const now = /(?:^|; )(?:__Host-)?csrf=([^;]+)/.exec(document.cookie)?.[1];
  return now ?? document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
}

export function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST", credentials: "same-origin", keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(body),
  });
}

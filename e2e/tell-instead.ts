import type { Page } from '@playwright/test';

/** An answer of the server to an operation, or an error of the catalogue. */
export type Told = { readonly json: unknown } | { readonly code: string; readonly status: number };

/**
 * Answers single operations in the server's place, by their path in the contract such as
 * `/rotation/get`, for states that would take hours or thirty models; the rest goes to the real
 * server and comes from there. For a browser only; the page has to be opened anew.
 */
export async function tellInstead(
  page: Page,
  answers: Readonly<Record<string, () => Told>>,
): Promise<void> {
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { i, p } = JSON.parse(String(message));
      const told = answers[p?.u]?.();
      if (told === undefined) return server.send(message);
      socket.send(JSON.stringify({ i, p: payloadOf(told) }));
    });
    server.onMessage((message) => socket.send(message));
  });
}

/** As oRPC frames it: the status unless it is 200, and the body. */
function payloadOf(told: Told): object {
  if ('json' in told) return { b: { json: told.json } };
  const { code, status } = told;
  return { s: status, b: { json: { defined: true, code, status, message: `${code}.` } } };
}

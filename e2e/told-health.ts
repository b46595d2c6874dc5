import type { Page } from '@playwright/test';
import type { Model } from '../src/shared/domain/model.ts';

export const SET_ASIDE: Model['health'] = {
  state: 'quarantined',
  code: 'ENGINE_CRASHED',
  reason:
    'local/frail:f16 was set aside after 6 failures in a row. The last one: The process of the ' +
    'model ended while it was working. Try it again with POST /models/local%2Ffrail%3Af16/retry, or ' +
    'with the button in the console.',
  retry_at: null,
};

/**
 * Puts a model's health into what the page is told, until it asks for another try: to be set aside
 * takes half a minute of pauses (`breaker.test.ts` waits for them). The rest goes to the real server
 * and comes from there. For a browser only; the page has to be opened anew.
 */
export async function tellHealth(page: Page, id: string, health: Model['health']): Promise<void> {
  let ailing = true;
  const isModel = (value: object): boolean =>
    'health' in value &&
    (('id' in value && value.id === id) || ('name' in value && value.name === id));
  const ail = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && isModel(value) ? { ...value, health } : value;
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (String(message).includes('"/models/retry"')) ailing = false;
      server.send(message);
    });
    server.onMessage((message) =>
      socket.send(ailing ? JSON.stringify(JSON.parse(String(message), ail)) : message),
    );
  });
}

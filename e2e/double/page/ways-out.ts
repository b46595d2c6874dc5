/**
 * Lets the main process decide what Electron lets it decide: new windows, navigation, downloads and
 * permissions. Runs in the page, as text, so it can use nothing from outside itself.
 */
export function installWaysOut(): void {
  if (window !== window.top) return;
  const call = window.electronDoubleCall;

  window.open = (address = '') => {
    void call({ type: 'open', address: new URL(address, window.location.href).href });
    return null;
  };
  window.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (event.defaultPrevented || link?.target !== '_blank') return;
    event.preventDefault();
    void call({ type: 'open', address: link.href });
  });

  // The decision takes a moment, so every way is closed first; the main process opens it again.
  window.navigation.addEventListener('navigate', (event) => {
    if (!event.cancelable || event.destination.sameDocument) return;
    if (event.navigationType === 'reload') return;
    event.preventDefault();
    const type = event.downloadRequest === null ? 'navigate' : 'download';
    void call({ type, address: event.destination.url });
  });

  Notification.requestPermission = async () => {
    const granted = await call({ type: 'permission', permission: 'notifications' });
    return granted === true ? 'granted' : 'denied';
  };
}

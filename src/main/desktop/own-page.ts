/**
 * Is this address the page itself, wherever in it (`#…`, `?…`)? From disk that is the one file;
 * from the development server, anything of it.
 */
export function isOwnPage(address: string, page: URL): boolean {
  if (!URL.canParse(address)) return false;
  const target = new URL(address);
  if (target.protocol !== page.protocol || target.host !== page.host) return false;
  return page.protocol !== 'file:' || target.pathname === page.pathname;
}

/** Only https may leave: another scheme could start any program that has registered for it. */
export function mayOpenOutside(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}

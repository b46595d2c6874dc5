import { isIPv6 } from 'node:net';

/** Addresses that mean "all of this machine's"; nobody can call those. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The address to call a server at that listens on this host and port. */
export function reachableUrl(host: string, port: number): string {
  const name = LOOPBACK_OF[host] ?? host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}

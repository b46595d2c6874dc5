import { BlockList, isIP } from 'node:net';
import { AppError } from '../../../shared/errors/app-error.ts';
import { misbehaved } from './setback.ts';

/** This machine and the nets around it: nothing out there has reason to send us there. */
const NEAR = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  NEAR.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  NEAR.addSubnet(net, prefix, 'ipv6');
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** By its name: an address that a name leads to is not looked up. */
function isNear({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0) return /(^|\.)localhost$/.test(hostname);
  return NEAR.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Where the hub is, and where it may send us. The operator chooses the hub (`HF_ENDPOINT`), also one
 * on this machine or without TLS; a redirect may not go below what was chosen.
 */
export class HubAddress {
  readonly #endpoint: URL;

  /** @throws AppError CONFIG_INVALID */
  constructor(endpoint: string) {
    const url = URL.parse(endpoint);
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') {
      throw new AppError('CONFIG_INVALID', {
        message: `huggingface.endpoint (HF_ENDPOINT) must be an address such as https://huggingface.co, not "${endpoint}".`,
      });
    }
    this.#endpoint = url;
  }

  /** A token travels encrypted, or does not leave this machine. */
  get mayCarryToken(): boolean {
    return this.#endpoint.protocol === 'https:' || LOOPBACK.test(this.#endpoint.hostname);
  }

  /** The token is for the hub alone. */
  isHub(url: URL): boolean {
    return url.origin === this.#endpoint.origin;
  }

  /** @param path of the file in the repository, as the contract let it through */
  resolve(repo: string, revision: string, path: string): URL {
    const parts = path.split('/').map(encodeURIComponent).join('/');
    return this.#at(`${repo}/resolve/${encodeURIComponent(revision)}/${parts}`);
  }

  tree(repo: string): URL {
    return this.#at(`api/models/${repo}/tree/main?recursive=true`);
  }

  /**
   * Where a `Location` leads.
   * @throws Setback when it leads where the hub has no business to send us
   */
  redirect(location: string | null, from: URL): URL {
    const url = location === null ? null : URL.parse(location, from.href);
    if (url === null) throw misbehaved('redirects to no address');
    const secure = url.protocol === 'https:' || url.protocol === this.#endpoint.protocol;
    if (!secure || !/^https?:$/.test(url.protocol)) throw misbehaved('redirects away from https');
    if (isNear(url) && !isNear(this.#endpoint)) throw misbehaved('redirects into this network');
    return url;
  }

  #at(path: string): URL {
    return new URL(`${this.#endpoint.pathname.replace(/\/*$/, '/')}${path}`, this.#endpoint);
  }
}

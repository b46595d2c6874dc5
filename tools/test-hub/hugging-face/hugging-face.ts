import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Exchange } from '../http/exchange.ts';
import { type Account, type Caller, callerOf, mayDownload } from './access.ts';
import { findRevision } from './find-revision.ts';
import { pageOf } from './list.ts';
import { listQueryOf } from './list-query.ts';
import { WrongQuery } from './query.ts';
import type { Quotas } from './quotas.ts';
import { anonymous, badToken, gated, refuse, refuseFile, tooMany } from './refusals.ts';
import { type Asked, answerInfo, answerPaths, answerTree } from './repository-answers.ts';
import type { Resolver } from './resolver.ts';
import { type Route, routeOf } from './routes.ts';
import { rowOf } from './row.ts';

interface HuggingFaceOptions {
  readonly catalogue: Catalogue;
  readonly accounts: readonly Account[];
  readonly quotas: Quotas;
  readonly resolver: Resolver;
}

type RepositoryRoute = Extract<Route, { readonly id: string }>;

/** The first host: everything but the bytes of large files. */
export class HuggingFace {
  readonly #options: HuggingFaceOptions;

  constructor(options: HuggingFaceOptions) {
    this.#options = options;
  }

  async answer(exchange: Exchange): Promise<void> {
    const caller = callerOf(exchange.header('authorization'), this.#options.accounts);
    if (!this.#options.quotas.spend(exchange, caller)) return refuse(exchange, tooMany);
    if (caller.kind === 'bad token') return refuse(exchange, badToken);
    const route = routeOf(exchange.url.pathname);
    if (route === undefined) return refuse(exchange, { status: 404, message: 'Not Found' });
    try {
      return await this.#route(exchange, caller, route);
    } catch (caught) {
      if (caught instanceof WrongQuery) return refuse(exchange, caught.refusal);
      throw caught;
    }
  }

  #route(exchange: Exchange, caller: Caller, route: Route): Promise<void> {
    if (route.kind === 'list') return this.#list(exchange, caller);
    if (route.kind === 'whoami') return this.#whoami(exchange, caller);
    return this.#repository(exchange, caller, route);
  }

  #list(exchange: Exchange, caller: Caller): Promise<void> {
    const query = listQueryOf(exchange.url.searchParams);
    const { repositories, cursor } = pageOf(this.#options.catalogue.all, query, caller);
    const rows = repositories.map((repository) => rowOf(repository, query));
    if (cursor === undefined) return exchange.json(200, rows);
    const next = new URL(exchange.url);
    next.searchParams.set('cursor', cursor);
    return exchange.json(200, rows, { link: `<${next.href}>; rel="next"` });
  }

  #whoami(exchange: Exchange, caller: Caller): Promise<void> {
    if (caller.kind !== 'account') return refuse(exchange, anonymous);
    const { name } = caller.account;
    return exchange.json(200, {
      type: 'user',
      id: name,
      name,
      fullname: name,
      isPro: false,
      orgs: [],
      auth: { type: 'access_token', accessToken: { displayName: 'test', role: 'read' } },
    });
  }

  #repository(exchange: Exchange, caller: Caller, route: RepositoryRoute): Promise<void> {
    const revision = 'revision' in route ? route.revision : 'main';
    const found = findRevision(this.#options.catalogue, caller, { id: route.id, revision });
    switch (found.kind) {
      case 'refused':
        return route.kind === 'resolve'
          ? refuseFile(exchange, found.refusal)
          : refuse(exchange, found.refusal);
      case 'renamed': {
        const { pathname, search } = exchange.url;
        const location = `${pathname.replace(route.id, found.to)}${search}`;
        return exchange.text(307, `Redirecting to ${location}`, { location });
      }
      case 'found':
        return this.#about(exchange, caller, route, found);
    }
  }

  #about(exchange: Exchange, caller: Caller, route: RepositoryRoute, asked: Asked): Promise<void> {
    const { resolver } = this.#options;
    switch (route.kind) {
      case 'info':
        return answerInfo(exchange, asked);
      case 'tree':
        return answerTree(exchange, asked, route.folder);
      case 'paths':
        return answerPaths(exchange, asked);
      case 'auth-check':
        return mayDownload(caller, asked.repository.spec)
          ? exchange.text(200, 'OK')
          : refuse(exchange, gated(asked.repository.id, caller));
      case 'resolve':
        return resolver.resolve(exchange, caller, { ...asked, path: route.path });
      case 'cached':
        return resolver.sendCached(exchange, caller, { ...asked, path: route.path });
    }
  }
}

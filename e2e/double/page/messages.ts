/** What the page's side of the double and the main process's side tell each other. */
export type FromPage =
  /** Said by every new document before anything else: the ports of the last one are gone. */
  | { readonly type: 'document' }
  | ({ readonly type: 'send'; readonly channel: string; readonly message: unknown } & WithPorts)
  | { readonly type: 'port-message'; readonly port: string; readonly data: unknown }
  | { readonly type: 'port-close'; readonly port: string }
  | { readonly type: 'open' | 'navigate' | 'download'; readonly address: string }
  | { readonly type: 'permission'; readonly permission: string };

interface WithPorts {
  readonly ports: readonly string[];
}

export type ToPage =
  | { readonly type: 'port-message'; readonly port: string; readonly data: unknown }
  | { readonly type: 'port-close'; readonly port: string };

export interface KnownFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
}

/** What the double puts into every page. In Electron nothing of this is there. */
export interface DoublePage {
  receive(messages: readonly ToPage[]): void;
  /** A page cannot know where a dropped file lies; Electron can, so tests tell the double. */
  learnPaths(files: readonly KnownFile[]): void;
  /** What the preload is called with. */
  readonly preloadScope: { require(name: string): unknown; readonly process: object };
}

declare global {
  interface Window {
    electronDouble?: DoublePage;
    /** Playwright's binding to the main process. */
    electronDoubleCall: (message: FromPage) => Promise<unknown>;
  }
}

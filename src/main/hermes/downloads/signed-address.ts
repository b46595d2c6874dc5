/**
 * Where the bytes are to be had for now. Whoever finds it too old has it renewed; several who find
 * that at once share one renewal.
 */
export class SignedAddress {
  readonly #resolve: () => Promise<URL>;
  #url: URL;
  #renewing: Promise<URL> | undefined;

  constructor(url: URL, resolve: () => Promise<URL>) {
    this.#url = url;
    this.#resolve = resolve;
  }

  get url(): URL {
    return this.#url;
  }

  /** @param old the one that was refused; another one may have come since */
  async renew(old: URL): Promise<void> {
    if (this.#url !== old) return;
    this.#renewing ??= this.#resolve().finally(() => {
      this.#renewing = undefined;
    });
    this.#url = await this.#renewing;
  }
}

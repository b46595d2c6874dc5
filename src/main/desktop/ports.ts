/** What the desktop needs of the running product; compose.ts returns more than this. */
export interface DesktopCore {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** A link that opens the console once. */
  consoleUrl(): Promise<string>;
  /** @throws AppError */
  importModel(path: string): Promise<void>;
}

/** One numbered step of the schema. A step that has shipped is never edited; add the next one. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

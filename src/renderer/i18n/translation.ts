/** "answered" for a text that exists as answered_one and answered_other. */
type Counted<Key> = Key extends `${infer Base}_other` ? Base : never;

/** The same texts in another language; Spanish also says "_many", from a million on. */
export type Translation<Source> = {
  readonly [Key in keyof Source]: Source[Key] extends string ? string : Translation<Source[Key]>;
} & { readonly [Key in Counted<keyof Source> as `${Key}_many`]: string };

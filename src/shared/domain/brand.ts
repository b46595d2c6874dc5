declare const brand: unique symbol;

/** A type that is its base at run time and distinct at compile time. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

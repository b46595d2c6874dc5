/** Without case and accents: "Código" and "codigo" are the same. */
export const foldText = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Whether a text contains another, whatever the case and the accents. */
export const mentions = (text: string, part: string): boolean =>
  foldText(text).includes(foldText(part));

import type { LightModel } from '../../../shared/domain/light-model.ts';

/** Whether an answer says that its question is beyond the model that wrote it. */
export function saysBeyond(answer: string, light: LightModel | null): boolean {
  return light?.beyond.some((sentence) => answer.trimStart().startsWith(sentence)) ?? false;
}

const mayComeToSayIt = (answer: string, light: LightModel | null): boolean =>
  light?.beyond.some((sentence) => sentence.startsWith(answer.trimStart())) ?? false;

/**
 * The beginning of an answer as it is written. Until it is known whether it says that the question is
 * beyond its model, nobody is shown it: another model may then take the question, and there are
 * readers (`/v1`) from whom text cannot be taken back.
 */
export class Opening {
  readonly #light: LightModel | null;
  readonly #goesElsewhere: () => boolean;
  #held: string | null = '';
  #isForNobody = false;

  /** @param goesElsewhere asked once, when it says so: whether the question goes to another model */
  constructor(light: LightModel | null, goesElsewhere: () => boolean) {
    this.#light = light;
    this.#goesElsewhere = goesElsewhere;
  }

  /** @returns what may be shown now */
  push(text: string): string {
    if (this.#isForNobody) return '';
    if (this.#held === null) return text;
    this.#held += text;
    if (saysBeyond(this.#held, this.#light)) this.#isForNobody = this.#goesElsewhere();
    else if (mayComeToSayIt(this.#held, this.#light)) return '';
    return this.#isForNobody ? '' : this.end();
  }

  /** @returns what was held back, of an answer that is complete */
  end(): string {
    const held = this.#held ?? '';
    this.#held = null;
    return held;
  }
}

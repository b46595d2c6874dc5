import { rmSync } from 'node:fs';
import type { Specialty } from '../../shared/domain/specialty.ts';
import { checkModelFile } from './check-model-file.ts';
import { currentStamp, inspectModelFile } from './file-stamp.ts';
import type { ImportResult } from './import-ledger.ts';
import type { IncomingFiles } from './incoming-files.ts';
import type { Library } from './library.ts';
import { type CheckedFile, describeModel, freeId, localBase } from './register-model.ts';

/** How a new model is to be called and what it is good at. */
export interface Wishes {
  readonly name: string;
  readonly linked: boolean;
  readonly specialties: readonly Specialty[] | undefined;
  /** "author/name" on Hugging Face; absent for a file of the operator's. */
  readonly repo?: string;
}

/** @throws AppError NOT_GGUF or GGUF_… */
export async function checkedFile(path: string, sha256: string): Promise<CheckedFile> {
  const summary = await checkModelFile(path);
  const { stamp } = await inspectModelFile(path);
  return { path, stamp, sha256, summary };
}

/**
 * The last step of every import: one model and one file per content. It looks and acts without a
 * pause, so that of two imports of the same content at once only one can be the first.
 */
export class Admission {
  readonly #library: Library;
  readonly #incoming: IncomingFiles;

  constructor(library: Library, incoming: IncomingFiles) {
    this.#library = library;
    this.#incoming = incoming;
  }

  /** The model of this content, if its file is still the one that was checked. */
  present(sha256: string): ImportResult | undefined {
    const known = this.#library.withHash(sha256);
    if (known === undefined || currentStamp(known.path) !== known.file_stamp) return undefined;
    return { model: this.#library.show(known), already_present: true };
  }

  /** Gives a checked draft its place among the models. */
  takeIn(draft: CheckedFile, wishes: Wishes): ImportResult {
    const present = this.present(draft.sha256);
    if (present !== undefined) return present;
    const path = this.#incoming.keep(draft.path, draft.sha256, (other) => {
      const owner = this.#library.atPath(other);
      return owner !== undefined && owner.sha256 !== draft.sha256;
    });
    try {
      return this.register({ ...draft, path }, wishes); // A rename leaves the stamp.
    } catch (caught) {
      rmSync(path, { force: true });
      throw caught;
    }
  }

  /** Puts a checked file on record where it is. */
  register(file: CheckedFile, { name, linked, specialties, repo }: Wishes): ImportResult {
    const library = this.#library;
    const present = this.present(file.sha256);
    if (present !== undefined) return present;
    const lost = library.withHash(file.sha256);
    if (lost !== undefined) {
      // MODEL_FILE_MISSING says "import it again": the same model then, with a file again.
      const found = { ...lost, path: file.path, file_stamp: file.stamp, linked };
      return { model: library.save(found), already_present: true };
    }
    const model = describeModel(file, {
      id: freeId(
        repo ?? localBase(name),
        file.summary.quant,
        (id) => library.get(id) !== undefined,
      ),
      name,
      source: repo === undefined ? 'local' : 'huggingface',
      label: null,
      linked,
      specialties,
    });
    return { model: library.save(model), already_present: false };
  }
}

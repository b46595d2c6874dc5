import type { Database } from 'better-sqlite3';
import * as z from 'zod';
import type { SpecialtyDetail } from '../../shared/contract/system.ts';
import { SPECIALTIES, specialtySchema } from '../../shared/domain/specialty.ts';
import { SPECIALTY_SEED } from './specialty-seed.ts';

interface SpecialtyRow {
  readonly name: string;
  readonly description_es: string;
  readonly description_en: string;
  readonly fields_es: string;
  readonly fields_en: string;
  readonly related: string;
}

const words = z.array(z.string());
const names = z.array(specialtySchema);

function fromRow(row: SpecialtyRow): SpecialtyDetail {
  return {
    name: specialtySchema.parse(row.name),
    description: { es: row.description_es, en: row.description_en },
    related: names.parse(JSON.parse(row.related)),
    fields: {
      es: words.parse(JSON.parse(row.fields_es)),
      en: words.parse(JSON.parse(row.fields_en)),
    },
  };
}

function toRow(specialty: SpecialtyDetail): SpecialtyRow {
  return {
    name: specialty.name,
    description_es: specialty.description.es,
    description_en: specialty.description.en,
    fields_es: JSON.stringify(specialty.fields.es),
    fields_en: JSON.stringify(specialty.fields.en),
    related: JSON.stringify(specialty.related),
  };
}

/** The specialty vocabulary, seeded once; rows that are there already are left as they are. */
export class SpecialtyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  seed(): void {
    const insert = this.#database.prepare<[SpecialtyRow]>(`
      INSERT OR IGNORE INTO specialties
        (name, description_es, description_en, fields_es, fields_en, related)
      VALUES (@name, @description_es, @description_en, @fields_es, @fields_en, @related)`);
    this.#database.transaction(() => {
      for (const specialty of SPECIALTY_SEED) insert.run(toRow(specialty));
    })();
  }

  /** In the vocabulary's own order. */
  all(): readonly SpecialtyDetail[] {
    const rows = this.#database.prepare<[], SpecialtyRow>('SELECT * FROM specialties').all();
    const order = (name: string): number => SPECIALTIES.findIndex((known) => known === name);
    return rows.map(fromRow).toSorted((a, b) => order(a.name) - order(b.name));
  }
}

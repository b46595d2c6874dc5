import { type Download, hasEnded, type StoredDownload } from '../../../shared/domain/download.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import type { DownloadStorePort, EventPort } from '../ports.ts';
import type { PieceBoard } from './piece-board.ts';
import { SpeedMeter, secondsLeft } from './speed-meter.ts';

export interface RecordParts {
  readonly store: DownloadStorePort;
  readonly events: EventPort;
  readonly now: () => EpochMs;
  readonly log: { error(facts: object, message: string): void };
}

/** A kill costs no more than this of what was brought. */
const SAVE_EVERY_BYTES = 4 * 1024 * 1024;
/** Progress is told this often at most, so that a fast line does not flood the listeners. */
const TELL_EVERY_MS = 500;

const iso = (at: EpochMs | null): string | null =>
  at === null ? null : new Date(at).toISOString();
const sum = (pieces: readonly number[]): number => pieces.reduce((all, bytes) => all + bytes, 0);

/** One download as it stands: what is on record, and what is only true now. */
export class DownloadRecord {
  readonly #parts: RecordParts;
  #row: StoredDownload;
  #doneBytes: number;
  #meter = new SpeedMeter();
  #retryAt: EpochMs | null = null;
  #toldAt = 0;
  /** Bytes that are on record. */
  #savedBytes: number;

  constructor(row: StoredDownload, parts: RecordParts) {
    this.#row = row;
    this.#parts = parts;
    this.#doneBytes = sum(row.pieces);
    this.#savedBytes = this.#doneBytes;
  }

  get row(): StoredDownload {
    return this.#row;
  }

  get doneBytes(): number {
    return this.#row.state === 'succeeded' ? (this.#row.size_bytes ?? 0) : this.#doneBytes;
  }

  /** Bytes that are still to be written; 0 while nobody knows. */
  get missingBytes(): number {
    return Math.max(0, (this.#row.size_bytes ?? 0) - this.doneBytes);
  }

  /** Puts a change on record and tells of it. */
  change(changes: Partial<StoredDownload>, retryAt: EpochMs | null = null): void {
    const { now } = this.#parts;
    const state = changes.state ?? this.#row.state;
    if (state !== this.#row.state) this.#meter = new SpeedMeter();
    this.#row = { ...this.#row, ...changes, finished_at: hasEnded(state) ? now() : null };
    if (changes.pieces !== undefined) this.#doneBytes = sum(changes.pieces);
    this.#retryAt = retryAt;
    this.#save();
    this.#tell();
  }

  /** Bytes were written. Not every one of these moments is kept or told. */
  progress(board: PieceBoard): void {
    const now = this.#parts.now();
    this.#doneBytes = board.doneBytes;
    this.#meter.note(now, board.doneBytes);
    if (Math.abs(board.doneBytes - this.#savedBytes) >= SAVE_EVERY_BYTES) {
      this.#row = { ...this.#row, pieces: board.snapshot() };
      this.#save();
    }
    if (now - this.#toldAt >= TELL_EVERY_MS) this.#tell();
  }

  show(): Download {
    const { commit_id, size_bytes, pieces: _pieces, fresh_starts: _starts, ...row } = this.#row;
    const isRunning = row.state === 'running';
    const speed = isRunning ? this.#meter.speed(this.#parts.now(), this.#doneBytes) : null;
    return {
      ...row,
      commit: commit_id,
      done_bytes: this.doneBytes,
      total_bytes: size_bytes,
      bytes_per_second: speed,
      seconds_left: secondsLeft(this.missingBytes, speed),
      retry_at: iso(this.#retryAt),
      created_at: new Date(row.created_at).toISOString(),
      finished_at: iso(row.finished_at),
    };
  }

  #tell(): void {
    this.#toldAt = this.#parts.now();
    this.#parts.events.publish({ type: 'download', ...this.show() });
  }

  /** A database that cannot be written must not end a download: only progress is lost. */
  #save(): void {
    try {
      this.#parts.store.save(this.#row);
      this.#savedBytes = sum(this.#row.pieces);
    } catch (caught) {
      const { download_id, state } = this.#row;
      this.#parts.log.error(
        { err: caught, download_id, state },
        'a download was not put on record',
      );
    }
  }
}

import type { ModelId } from '../../shared/domain/ids.ts';
import type { ModelShape } from '../../shared/domain/model-shape.ts';

/** What was learnt about estimates of memory, for one architecture. */
export interface MemoryCorrection {
  readonly architecture: string;
  /** All but the weights: measured ÷ estimated, recent loads counting most. */
  readonly ratio: number;
  /** How many loads it comes from. */
  readonly loads: number;
  /** Of the last load, uncorrected and in all. */
  readonly estimated_bytes: number;
  readonly measured_bytes: number;
}

export interface MemoryCorrectionPort {
  correctionOf(architecture: string): MemoryCorrection | undefined;
  saveCorrection(correction: MemoryCorrection): void;
}

/** The models that could be loaded, to name those that fit when one does not. */
export interface InstalledModelsPort {
  shapes(): readonly { readonly model_id: ModelId; readonly shape: ModelShape }[];
}

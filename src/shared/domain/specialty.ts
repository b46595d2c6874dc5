import * as z from 'zod';

/** What a query asks for and what a model is good at: one vocabulary for both. */
export const SPECIALTIES = [
  'text_generation',
  'code',
  'audio',
  'vision',
  'embedding',
  'analysis',
  'translation',
  'summarization',
] as const;
export type Specialty = (typeof SPECIALTIES)[number];
export type QueryType = Specialty;

export const specialtySchema = z.enum(SPECIALTIES);
/** A query’s type is a specialty: the same vocabulary, so that they can be compared. */
export const queryTypeSchema = z.enum(SPECIALTIES);

import type { Layout, Span } from './layout.ts';
import type { SeededRandom } from './random.ts';

/** A sound file that is about to be damaged. */
export interface Draft {
  readonly bytes: Buffer;
  readonly layout: Layout;
}

/** Changes the bytes in place, or gives others; says what it did. */
export type ByteMutation = (
  draft: Draft,
  random: SeededRandom,
) => { readonly what: string; readonly bytes: Buffer };

/** Damages done to a written file, without regard to what the bytes mean. */
export const BYTE_MUTATIONS = {
  'bits of the header': bits('the header', () => ({ at: 0, end: 24 })),
  'bits of the metadata': bits('the metadata', ({ metadata }) => metadata),
  'bits of the tensor list': bits('the tensor list', ({ tensorList }) => tensorList),
  'bits of the data': bits('the data', ({ data }) => data),
  'bytes of the header': bytes('the header', () => ({ at: 0, end: 24 })),
  'bytes of the metadata': bytes('the metadata', ({ metadata }) => metadata),
  'bytes of the tensor list': bytes('the tensor list', ({ tensorList }) => tensorList),
  'bytes of the data': bytes('the data', ({ data }) => data),
  'a stretch of the data': stretch,
  'the end cut off': cutOff,
  'something behind the end': append,
  'swapped numbers': swap,
  'a length blown up': blowUp,
  'a type changed': changeType,
  'a text cut': cutText,
  'a dimension changed': changeDimension,
  'a letter of a name': renameByLetter,
} as const satisfies Record<string, ByteMutation>;

function bits(where: string, of: (layout: Layout) => Span): ByteMutation {
  return ({ bytes: file, layout }, random) => {
    const span = of(layout);
    const flips = Array.from({ length: 1 + random.below(4) }, () => {
      const at = random.within(span);
      file.writeUInt8(file.readUInt8(at) ^ (1 << random.below(8)), at);
      return at;
    });
    return { what: `bits of ${where} flipped at ${flips.join(', ')}`, bytes: file };
  };
}

function bytes(where: string, of: (layout: Layout) => Span): ByteMutation {
  return ({ bytes: file, layout }, random) => {
    const span = of(layout);
    const set = Array.from({ length: 1 + random.below(8) }, () => {
      const at = random.within(span);
      file.writeUInt8(random.below(256), at);
      return at;
    });
    return { what: `bytes of ${where} set at ${set.join(', ')}`, bytes: file };
  };
}

/** 0xff makes NaN of every float, 0x7c infinity of half of those in F16. */
function stretch({ bytes: file, layout }: Draft, random: SeededRandom) {
  const at = random.within(layout.data);
  const end = Math.min(file.length, at + 1 + random.below(16_384));
  const value = random.pick([0, 0xff, 0x7c, random.below(256)]);
  file.fill(value, at, end);
  return { what: `data from ${at} to ${end} filled with ${value}`, bytes: file };
}

function cutOff({ bytes: file, layout }: Draft, random: SeededRandom) {
  const length = random.pick([
    random.below(file.length),
    random.below(layout.data.at),
    layout.data.at,
    file.length - 1 - random.below(64),
  ]);
  return { what: `cut to ${length} of ${file.length} bytes`, bytes: file.subarray(0, length) };
}

function append({ bytes: file }: Draft, random: SeededRandom) {
  const more = Buffer.alloc(1 + random.below(4096), random.below(256));
  return { what: `${more.length} bytes more at the end`, bytes: Buffer.concat([file, more]) };
}

/** The counts of the header, the offsets of two tensors, or the lengths of two texts. */
function swap({ bytes: file, layout }: Draft, random: SeededRandom) {
  const offsets = layout.tensors.map(({ offsetAt }) => offsetAt);
  const places = random.pick([[8, 16], offsets, layout.lengthsAt]);
  const [one, other] = [random.pick(places), random.pick(places)];
  const kept = Buffer.from(file.subarray(one, one + 8));
  file.copy(file, one, other, other + 8);
  kept.copy(file, other);
  return { what: `numbers at ${one} and ${other} swapped`, bytes: file };
}

function blowUp({ bytes: file, layout }: Draft, random: SeededRandom) {
  const at = random.pick([8, 16, ...layout.lengthsAt]);
  const value = random.pick([
    2n ** 64n - 1n,
    2n ** 63n,
    2n ** 63n - 1n,
    2n ** 32n,
    2n ** 31n,
    BigInt(file.length),
    BigInt(file.length - at),
    file.readBigUInt64LE(at) + 1n,
  ]);
  file.writeBigUInt64LE(value, at);
  return { what: `length at ${at} set to ${value}`, bytes: file };
}

/** Of a value or of a tensor, half of them to one of the same size. */
function changeType({ bytes: file, layout }: Draft, random: SeededRandom) {
  const isTensor = random.below(2) === 0;
  const places = isTensor ? layout.tensors : layout.pairs;
  const at = random.pick(places.map(({ typeAt }) => typeAt));
  const sameSize = isTensor ? [1, 25, 30, 0, 26] : [4, 5, 6];
  const type = random.below(2) === 0 ? random.pick(sameSize) : random.below(45);
  file.writeUInt32LE(type, at);
  const of = isTensor ? 'a tensor' : 'a value';
  return { what: `type of ${of} at ${at} set to ${type}`, bytes: file };
}

/** Only the length: what follows is read from the middle of the text. */
function cutText({ bytes: file, layout }: Draft, random: SeededRandom) {
  const at = random.pick(layout.lengthsAt);
  const length = file.readBigUInt64LE(at);
  const shorter = length === 0n ? 1n : BigInt(random.below(Number(length)));
  file.writeBigUInt64LE(shorter, at);
  return { what: `length at ${at} cut from ${length} to ${shorter}`, bytes: file };
}

function changeDimension({ bytes: file, layout }: Draft, random: SeededRandom) {
  const places = layout.tensors.flatMap(({ dimensionsAt }) => dimensionsAt);
  const at = random.pick(places);
  const value = random.pick([
    0n,
    1n,
    2n ** 31n,
    2n ** 40n,
    2n ** 63n,
    file.readBigUInt64LE(at) * 2n,
    file.readBigUInt64LE(random.pick(places)),
  ]);
  file.writeBigUInt64LE(value, at);
  return { what: `dimension at ${at} set to ${value}`, bytes: file };
}

function renameByLetter({ bytes: file, layout }: Draft, random: SeededRandom) {
  const span = random.pick([
    ...layout.pairs.map(({ key }) => key),
    ...layout.tensors.map(({ name }) => name),
  ]);
  const before = file.toString('latin1', span.at, span.end);
  file.writeUInt8(random.pick([0x61, 0x2e, 0x30, 0, 0xff]), random.within(span));
  const after = file.toString('latin1', span.at, span.end);
  return {
    what: `name ${JSON.stringify(before)} changed to ${JSON.stringify(after)}`,
    bytes: file,
  };
}

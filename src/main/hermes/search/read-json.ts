type Read =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unusable'; readonly problem: string };

/** Reads a body only as far as it may be long: its length need not be what the header says. */
export async function readJson(response: Response, mostBytes: number): Promise<Read> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > mostBytes) return { kind: 'unusable', problem: 'answers with too much' };
    chunks.push(chunk);
  }
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { kind: 'unusable', problem: 'answers with something that is no JSON' };
  }
}

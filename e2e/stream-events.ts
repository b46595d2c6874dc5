/** The events of a streamed answer, as they come; the closing mark of `/v1` is none. */
export async function* streamEvents(response: Response): AsyncGenerator<Record<string, unknown>> {
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += Buffer.from(chunk).toString();
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: {')) yield JSON.parse(line.slice(6));
  }
}

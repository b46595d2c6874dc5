import type { Api } from './implementer.ts';
import type { Services } from './services.ts';

export function downloadOperations(api: Api, { downloads }: Services) {
  return {
    add: api.downloads.add.handler(({ input }) => downloads.add(input)),
    list: api.downloads.list.handler(() => ({ downloads: [...downloads.list()] })),
    pause: api.downloads.pause.handler(({ input }) => downloads.pause(input.id)),
    resume: api.downloads.resume.handler(({ input }) => downloads.resume(input.id)),
    cancel: api.downloads.cancel.handler(({ input }) => downloads.cancel(input.id)),
  };
}

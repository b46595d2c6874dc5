import { loud } from './loud.ts';

/** Nobody is there to answer: questions are dismissed. Tests replace these, as in Electron. */
export const dialog = loud('dialog', {
  showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] as string[] }),
  showMessageBox: () => Promise.resolve({ response: 0, checkboxChecked: false }),
  showErrorBox: (title: string, content: string): void => {
    process.stderr.write(`[error box] ${title}: ${content}\n`);
  },
} satisfies Partial<Electron.Dialog>);

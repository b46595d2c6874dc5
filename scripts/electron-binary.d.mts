/** Electron's executable, if it is there. */
export function findElectron(root: string): string | undefined;

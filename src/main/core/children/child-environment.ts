/**
 * The only variables a child inherits. A list of what may pass, not of what may not: tokens and
 * keys arrive in variables with names nobody can foresee, and a child parses untrusted files.
 */
const INHERITED = [
  // To find programs, libraries and a place for temporary files
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  // Windows does not load system libraries without these
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'PROCESSOR_ARCHITECTURE',
  // Which graphics cards may be used
  'CUDA_VISIBLE_DEVICES',
  'CUDA_PATH',
  'HIP_VISIBLE_DEVICES',
  'ROCR_VISIBLE_DEVICES',
  'GGML_VK_VISIBLE_DEVICES',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
];

/**
 * @param source the environment to choose from; names are compared as Windows does, without case
 * @param added set in any case, over what is inherited
 */
export function childEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const allowed = new Set(INHERITED);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && allowed.has(name.toUpperCase())) kept[name] = value;
  }
  return { ...kept, ...added };
}

import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Tooltip,
} from '@mantine/core';

/** The one accent: a signal lamp's teal. Shade 7 carries white text, shade 4 dark text. */
const signal: MantineColorsTuple = [
  '#e5f8f5',
  '#c9efe9',
  '#9ce3d9',
  '#7cdccf',
  '#5cd6c8',
  '#2fae9f',
  '#128a80',
  '#0b6e69',
  '#095a56',
  '#064642',
];

/** From text (0) through borders (4) and surfaces (6, 7) to the deepest ground (9). */
const dark: MantineColorsTuple = [
  '#e7ebf0',
  '#c3cbd6',
  '#9aa5b3',
  '#6b7786',
  '#2f3743',
  '#262d37',
  '#1f252e',
  '#181c23',
  '#12161c',
  '#0c0f13',
];

export const theme = createTheme({
  colors: { signal, dark },
  primaryColor: 'signal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, Menlo, Consolas, monospace',
  headings: { fontWeight: '650' },
  components: { Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }) },
});

/** Mantine's grey for secondary text is too faint for small text (WCAG AA asks for 4.5 : 1). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#57606c',
    '--mantine-color-placeholder': '#68717d',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#d3d8df',
  },
  dark: {
    '--mantine-color-dimmed': '#9aa5b3',
    '--mantine-color-placeholder': '#8994a2',
    '--mantine-color-error': '#ff8a80',
  },
});

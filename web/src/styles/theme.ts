import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

/** The one accent: the green of deep water. */
const water: MantineColorsTuple = [
  '#e9f5f4', '#d3e9e8', '#a9d3d1', '#7cbcb9', '#55a8a5',
  '#3a9a97', '#1f8583', '#0f7775', '#0b6b6d', '#075557',
];

const dark: MantineColorsTuple = [
  '#d5dad9', '#b6bebc', '#8f9997', '#5f6a68', '#3c4644',
  '#2f3937', '#252d2c', '#1b2221', '#151b1a', '#0f1413',
];

export const theme = createTheme({
  primaryColor: 'water',
  primaryShade: { light: 8, dark: 7 },
  colors: { water, dark },
  autoContrast: true,
  luminanceThreshold: 0.4,
  fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
  headings: {
    fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.3' },
      h2: { fontSize: '1.2rem', lineHeight: '1.35' },
      h3: { fontSize: '1.02rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { radius: 'md' } },
    Card: { defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } },
    // The head of a dialog is no banner of the page, though Mantine draws it with <header>.
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    Modal: {
      defaultProps: {
        centered: true, radius: 'lg', attributes: { header: { role: 'presentation' } },
      },
    },
    Skeleton: { defaultProps: { radius: 'md' } },
  },
});

/**
 * Red belongs to emergencies alone, so faults of a form are the brown of a warning.
 * Dimmed text is darkened until it reaches 4.5 : 1 on both surfaces.
 */
export const css_variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f5',
    '--mantine-color-text': '#1d2423',
    '--mantine-color-dimmed': '#586462',
    '--mantine-color-placeholder': '#66716f',
    '--mantine-color-error': '#9a4a00',
    '--mantine-color-default-border': '#d9dedb',
    '--surface': '#ffffff',
    '--surface-sunken': '#eef1ee',
    '--line': '#e2e6e3',
    '--emergency': '#b3261e',
    '--warn-ink': '#8a4300',
    '--warn-surface': '#fdf1e2',
    '--good-ink': '#1c6b34',
    '--good-surface': '#e5f4e8',
    '--accent-ink': '#0b6b6d',
    '--accent-surface': '#e3f1f0',
  },
  dark: {
    '--mantine-color-body': '#121716',
    '--mantine-color-text': '#e4e9e7',
    '--mantine-color-dimmed': '#a3aeab',
    '--mantine-color-placeholder': '#95a09d',
    '--mantine-color-error': '#f0a35c',
    '--mantine-color-default-border': '#3a4442',
    '--surface': '#1a2120',
    '--surface-sunken': '#222a29',
    '--line': '#2d3735',
    '--emergency': '#ff8f85',
    '--warn-ink': '#f3b273',
    '--warn-surface': '#33261a',
    '--good-ink': '#86d29b',
    '--good-surface': '#1b2e21',
    '--accent-ink': '#7cc9c5',
    '--accent-surface': '#17302f',
  },
});

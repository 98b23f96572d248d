import { ActionIcon, Autocomplete, Button, Checkbox, createTheme, type CSSVariablesResolver, Drawer, Menu, Modal, NumberInput, PasswordInput, Popover, SegmentedControl, Select, Switch, Tabs, TagsInput, Textarea, TextInput, Tooltip } from '@mantine/core';

type Ten = readonly [string, string, string, string, string, string, string, string, string, string];
/** The same shades as in tokens.css, spelled out because the library computes contrasts from them; a test keeps both equal. */
export const STRATO: Ten = ['#eaf4fd', '#d3e7fa', '#a9d0f5', '#7dbaf1', '#5aaaf0', '#3a93e2', '#1f7dcf', '#1467b8', '#0f549a', '#0b427b'];
export const INK_DARK: Ten = ['#eef2f5', '#d7dee4', '#aeb9c3', '#8a97a3', '#5d6b77', '#36434e', '#232e37', '#1b242c', '#141b21', '#0d1217'];
export const INK_LIGHT: Ten = ['#f6f8f9', '#eceff2', '#dde3e8', '#c3ccd4', '#8895a1', '#66737f', '#4a5763', '#333f4a', '#212b34', '#131b22'];

const small = { defaultProps: { size: 'xs' } } as const;
const DIM = { backgroundOpacity: 0.45, blur: 0 } as const;
const QUICK = { duration: 160, timingFunction: 'cubic-bezier(.2, 0, 0, 1)' } as const;

export const theme = createTheme({
  primaryColor: 'strato',
  primaryShade: { light: 7, dark: 4 },
  colors: { strato: STRATO, dark: INK_DARK, gray: INK_LIGHT },
  autoContrast: true,
  black: '#06141f',
  defaultRadius: 5,
  radius: { xs: '3px', sm: '5px', md: '5px', lg: '8px', xl: '8px' },
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: 'var(--text-xs)', sm: 'var(--text-sm)', md: 'var(--text-md)', lg: 'var(--text-lg)', xl: 'var(--text-xl)' },
  lineHeights: { xs: 'var(--leading)', sm: 'var(--leading)', md: 'var(--leading)', lg: 'var(--leading-tight)', xl: 'var(--leading-tight)' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  breakpoints: { xs: '36em', sm: '48em', md: '68.75em', lg: '90em', xl: '125em' },
  shadows: { xs: 'none', sm: 'var(--shadow)', md: 'var(--shadow)', lg: 'var(--shadow)', xl: 'var(--shadow)' },
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: 28, variant: 'default' } }),
    TextInput: TextInput.extend(small),
    Textarea: Textarea.extend(small),
    Autocomplete: Autocomplete.extend(small),
    TagsInput: TagsInput.extend(small),
    Checkbox: Checkbox.extend(small),
    NumberInput: NumberInput.extend(small),
    PasswordInput: PasswordInput.extend(small),
    Select: Select.extend(small),
    SegmentedControl: SegmentedControl.extend(small),
    Switch: Switch.extend(small),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, transitionProps: QUICK } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: QUICK } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: QUICK } }),
    // the body never scrolls, and the lock would add a style element without our nonce
    Drawer: Drawer.extend({ defaultProps: { transitionProps: QUICK, lockScroll: false, overlayProps: DIM } }),
    Modal: Modal.extend({ defaultProps: { transitionProps: QUICK, lockScroll: false, overlayProps: DIM } }),
  },
});

const ours = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--critical)',
  '--mantine-color-default': 'transparent',
  '--mantine-color-default-hover': 'var(--bg-hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-button)',
  '--mantine-color-disabled': 'var(--bg-hover)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent-fill)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent-strong)',
};

/** Binds the library's colours to our tokens, which switch with `data-theme`. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, dark: ours, light: ours });

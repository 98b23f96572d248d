/** The page's own icons: a 16 px grid, lines of 1.5 px in the text's colour. */
const PATHS = {
  overview: 'M2 3.5h12M2 8h12M2 12.5h7',
  machines: 'M2.5 2.5h11v4h-11zM2.5 9.5h11v4h-11zM5 4.5h.01M5 11.5h.01',
  explore: 'M2 13.5h12M2.5 10.5l3-4 3 2.5 5-6.5',
  alerts: 'M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.7 14.3h2.6',
  settings: 'M2 5h6M11 5h3M2 11h3M8 11h6M9.5 3.3v3.4M6.5 9.3v3.4',
  sources: 'M8 2c3.3 0 5.5 1 5.5 2.2S11.3 6.5 8 6.5 2.5 5.5 2.5 4.2 4.7 2 8 2zM2.5 4.2v7.5C2.5 13 4.7 14 8 14s5.5-1 5.5-2.3V4.2M2.5 8c0 1.2 2.2 2.2 5.5 2.2s5.5-1 5.5-2.2',
  cloud: 'M4.5 12.5a3 3 0 0 1-.3-5.98A4 4 0 0 1 12 7.5a2.5 2.5 0 0 1-.5 5z',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3.5 3.5',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.5',
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v3h-3',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  right: 'M6.5 4.5L10 8l-3.5 3.5',
  left: 'M9.5 4.5L6 8l3.5 3.5',
  up: 'M4.5 9.5L8 6l3.5 3.5',
  x: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  plus: 'M8 3.5v9M3.5 8h9',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  filter: 'M2.5 3.5h11L9.5 8.5v4l-3 1.3V8.5z',
  download: 'M8 2.5v7.5M5 7.5L8 10.5l3-3M3 13.5h10',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  play: 'M5 3.5l7 4.5-7 4.5z',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  bolt: 'M8.8 1.8L3.5 9h4l-.8 5.2L12.5 7h-4z',
  check: 'M3.5 8.5l3 3 6-7',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  globe: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c2 1.7 2.5 4 2.5 6s-.5 4.3-2.5 6c-2-1.7-2.5-4-2.5-6S6 3.7 8 2z',
  shield: 'M8 1.8l5 2v4c0 3-2 5.2-5 6.4-3-1.2-5-3.4-5-6.4v-4zM5.8 8l1.6 1.6L10.4 6.5',
  file: 'M3.5 2h6l3 3v9h-9zM9.5 2v3h3',
  pin: 'M6 2h4l-.5 5 2.5 2.5H4L6.5 7zM8 9.5V14',
  link: 'M6.5 9.5l3-3M5 7L3.3 8.7a2.8 2.8 0 0 0 4 4L9 11M11 9l1.7-1.7a2.8 2.8 0 0 0-4-4L7 5',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 3v10',
  chart: 'M2 13.5h12M4 11V8M7 11V4M10 11V6.5M13 11V3',
  desktop: 'M2 3h12v8H2zM8 11v2.5M5 13.5h6',
  key: 'M5.5 7a3.5 3.5 0 1 0 2.8 5.5L9 10h1.5V8.5H12L13.5 7V4.5h-2.5L8.2 7.3A3.5 3.5 0 0 0 5.5 7z',
  lock: 'M4 7.2h8v6.3H4zM5.6 7.2V5a2.4 2.4 0 0 1 4.8 0v2.2M8 9.8v1.4',
  undo: 'M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M6.8 7v4M9.2 7v4',
  edit: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7l2.3 2.3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.3v3.5M8 5h.01',
  keyboard: 'M1.5 4h13v8.5h-13zM4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M4.5 9.8h7',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  stethoscope: 'M2 8.5h3l1.5-4 3 8 1.5-4h3',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  power: 'M8 2v5M4.8 4a5.3 5.3 0 1 0 6.4 0',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.7 14.3h2.6',
  mute: 'M4.6 5.3A4 4 0 0 1 12 7v3M11.5 12.5H2.8L4 11V7M6.7 14.3h2.6M2 2l12 12',
  upload: 'M8 10.5V3M5 5.5L8 2.5l3 3M3 13.5h10',
  megaphone: 'M2.5 6.5v3h2.2l6.3 3.5V3L4.7 6.5zM5.5 9.5l.8 4h2M13.2 6.3c.7 1 .7 2.4 0 3.4',
  dashboards: 'M2.5 2.5h5v6h-5zM10 2.5h3.5v3H10zM10 8h3.5v5.5H10zM2.5 11h5v2.5h-5z',
  terminal: 'M2 3h12v10H2zM4.5 6l2 2-2 2M8 10.5h3.5',
  probe: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 .8v2.4M8 12.8v2.4M.8 8h2.4M12.8 8h2.4',
  split: 'M2.5 3h11v10h-11zM8 3v10',
  expand: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5l-4.5 4.5M2.5 13.5L7 9',
  zoomOut: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3.5 3.5M5 7h4',
} as const;
export type IconName = keyof typeof PATHS;

const BOLD: ReadonlySet<IconName> = new Set(['more']);

/** Decoration only: what it stands for is said by the text or the label beside it. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth={BOLD.has(name) ? 2.2 : 1.5} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" className={className}>
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" fill="none" stroke="currentColor" strokeLinecap="round" role="img" aria-label="Stratoscope">
      <path d="M4 20.5a10.5 10.5 0 0 1 20 0" strokeWidth="2.2" />
      <path d="M8.3 22a6.3 6.3 0 0 1 11.4 0" strokeWidth="2.2" opacity=".6" />
      <path d="M5.2 11.2A12 12 0 0 1 14 6a12 12 0 0 1 5 1.3" strokeWidth="1.6" opacity=".45" />
      <circle cx="21.6" cy="8.6" r="1.9" fill="currentColor" stroke="none" />
    </svg>
  );
}

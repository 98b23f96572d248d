import type { IconName } from '../ui/icons.tsx';

export type ScreenName = 'overview' | 'explore' | 'machines' | 'alerts' | 'accounts' | 'hosts' | 'probes' | 'targets' | 'import' | 'export' | 'notifications' | 'audit' | 'settings';

export interface Screen {
  readonly name: ScreenName;
  readonly path: string;
  readonly icon: IconName;
  /** pressed after `g` */
  readonly key: string;
  /** at the foot of the rail: where things are set up rather than looked at */
  readonly foot: boolean;
  /** another address that belongs to it */
  readonly also?: string;
}

/** Every screen there is, in the rail's order. */
export const SCREENS: readonly Screen[] = [
  { name: 'overview', path: '/', icon: 'overview', key: 'o', foot: false },
  { name: 'explore', path: '/explore', icon: 'explore', key: 'e', foot: false },
  { name: 'machines', path: '/machines', icon: 'machines', key: 'm', foot: false },
  { name: 'alerts', path: '/alerts', icon: 'alerts', key: 'a', foot: false, also: '/silences' },
  { name: 'accounts', path: '/accounts', icon: 'cloud', key: 'c', foot: true },
  { name: 'hosts', path: '/hosts', icon: 'terminal', key: 'h', foot: true },
  { name: 'probes', path: '/probes', icon: 'probe', key: 'p', foot: true },
  { name: 'targets', path: '/targets', icon: 'sources', key: 't', foot: true },
  { name: 'import', path: '/import', icon: 'download', key: 'i', foot: true },
  { name: 'export', path: '/export', icon: 'upload', key: 'x', foot: true },
  { name: 'notifications', path: '/notifications', icon: 'megaphone', key: 'n', foot: true },
  { name: 'audit', path: '/audit', icon: 'shield', key: 'u', foot: true },
  { name: 'settings', path: '/settings', icon: 'settings', key: 's', foot: true },
];

/** The screen an address belongs to. */
export const screenAt = (path: string): Screen | undefined => SCREENS.find(screen => screen.path === path || screen.also === path || (screen.path !== '/' && path.startsWith(`${screen.path}/`)));

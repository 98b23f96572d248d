import { Settings } from '../shared/contract/host.ts';
import type { SettingsTable } from '../store/settings.ts';
import { DEFAULT_SETTINGS } from './config.ts';

export interface SettingsKeeper {
  read(): Settings;
  /** Kept and in force when it resolves. */
  change(part: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>;
}

const NAME = 'settings';

/** apply  puts new settings in force in the store, before they are kept: what the store refuses is not remembered */
export function keepSettings(table: SettingsTable, apply: (settings: Settings) => Promise<unknown>): SettingsKeeper {
  const read = () => table.read(NAME, Settings, DEFAULT_SETTINGS);
  return {
    read,
    change: async part => {
      const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
      const settings = Settings.parse({ ...read(), ...given });
      await apply(settings);
      table.write(NAME, settings);
      return settings;
    },
  };
}

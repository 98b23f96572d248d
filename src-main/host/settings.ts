import { z } from 'zod';
import { Settings, type SettingsChange } from '../shared/contract/host.ts';
import type { SettingsTable } from '../store/settings.ts';
import { DEFAULT_SETTINGS } from './config.ts';

export interface SettingsKeeper {
  read(): Settings;
  /** Kept and in force when it resolves. */
  change(part: SettingsChange): Promise<Settings>;
}

const NAME = 'settings';
/** As an older version may have kept them: what it did not know yet is as it is by default. */
const Stored = z.looseObject({ limits: z.looseObject({}).optional() });

/** apply  puts new settings in force in the store, before they are kept: what the store refuses is not remembered */
export function keepSettings(table: SettingsTable, apply: (settings: Settings) => Promise<unknown>): SettingsKeeper {
  const read = () => {
    const parsed = Settings.safeParse(merged(DEFAULT_SETTINGS, table.read(NAME, Stored, {})));
    return parsed.success ? parsed.data : DEFAULT_SETTINGS;
  };
  return {
    read,
    change: async part => {
      const settings = Settings.parse(merged(read(), part));
      await apply(settings);
      table.write(NAME, settings);
      return settings;
    },
  };
}

const merged = (base: Settings, part: { readonly limits?: object | undefined }): object => ({ ...base, ...given(part), limits: { ...base.limits, ...given(part.limits ?? {}) } });
const given = (part: object): object => Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));

import { useMemo, useState } from 'react';

/** What of a chart is drawn: one series alone, or all but the hidden ones. By name. */
export interface Shown { readonly solo: readonly string[] | null; readonly hidden: ReadonlySet<string> }

export const ALL_SHOWN: Shown = { solo: null, hidden: new Set() };

export const isShown = ({ solo, hidden }: Shown, name: string): boolean => solo ? solo.includes(name) : !hidden.has(name);

/** Only these; asked again for the same ones, all. */
export function soloed(shown: Shown, names: readonly string[]): Shown {
  const same = shown.solo !== null && shown.solo.length === names.length && names.every(name => shown.solo!.includes(name));
  return same ? ALL_SHOWN : { solo: names, hidden: new Set() };
}

/** Hides what is shown and shows what is hidden. Out of a solo, the others come one by one. */
export function toggled(shown: Shown, names: readonly string[], all: readonly string[]): Shown {
  const hidden = new Set(all.filter(name => !isShown(shown, name)));
  const show = names.some(name => hidden.has(name));
  for (const name of names) if (show) hidden.delete(name); else hidden.add(name);
  return hidden.size === all.length ? ALL_SHOWN : { solo: null, hidden };
}

export interface Visibility {
  readonly shown: Shown;
  solo(names: readonly string[]): void;
  toggle(names: readonly string[], all: readonly string[]): void;
}

export function useVisibility(): Visibility {
  const [shown, setShown] = useState(ALL_SHOWN);
  return useMemo(() => ({
    shown,
    solo: names => setShown(now => soloed(now, names)),
    toggle: (names, all) => setShown(now => toggled(now, names, all)),
  }), [shown]);
}

import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StateMark } from '../ui/StateMark.tsx';

export const TABS = ['metrics', 'about', 'services', 'ports', 'probes', 'events'] as const;
export type Tab = (typeof TABS)[number];
/** What a tab holds: how many, and how many of them are wrong. */
export interface TabCount { readonly count: number | undefined; readonly wrong?: number }

/** The parts of a machine's page, each an address of its own, with how much there is in it. */
export function MachineTabs({ tab, tabs, counts, onTab }: { tab: Tab; tabs: readonly Tab[]; counts: Readonly<Partial<Record<Tab, TabCount>>>; onTab: (tab: Tab) => void }) {
  const { t } = useTranslation('inventory');
  return (
    <Tabs value={tab} onChange={name => onTab(TABS.find(known => known === name) ?? 'metrics')} className="machine-tabs">
      <Tabs.List>
        {tabs.map(name => {
          const { count, wrong = 0 } = counts[name] ?? { count: undefined };
          return <Tabs.Tab key={name} value={name} rightSection={count === undefined ? undefined : <span className="row machine-count"><span className="dim">{count}</span>{wrong > 0 && <span className="row machine-count c-critical"><StateMark state="critical" size={11} />{wrong}</span>}</span>}>{t(`tab.${name}`)}</Tabs.Tab>;
        })}
      </Tabs.List>
    </Tabs>
  );
}

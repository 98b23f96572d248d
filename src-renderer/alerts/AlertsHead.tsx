import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useLinkTo } from '../host/range.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { Icon } from '../ui/icons.tsx';
import { PATHS } from './address.ts';

type Tab = keyof typeof PATHS | 'silences';
const TABS: readonly { readonly tab: Tab; readonly path: string }[] = [{ tab: 'now', path: PATHS.now }, { tab: 'history', path: PATHS.history }, { tab: 'rules', path: PATHS.rules }, { tab: 'silences', path: '/silences' }];

/** The head of every screen about alerts: what it is, the way to the others, and the one button that makes a rule; silences bring their own. */
export function AlertsHead({ tab, counts, children }: { tab: Tab; counts?: Readonly<Partial<Record<Tab, number>>>; children?: ReactNode }) {
  const { t } = useTranslation('alerts');
  const linkTo = useLinkTo();
  return (
    <header className="alerts-head">
      <h1 className="page-title">{t('title')}</h1>
      <nav className="segments" aria-label={t('parts')}>
        {TABS.map(each => <Link key={each.tab} href={linkTo(each.path)} aria-current={each.tab === tab ? 'page' : undefined}>{t(`tab.${each.tab}`)}{counts?.[each.tab] !== undefined && <b>{counts[each.tab]}</b>}</Link>)}
      </nav>
      <span className="grow" />
      {children}
      {tab !== 'silences' && <Allowed needs="rule:write">{may => may
        ? <Button component={Link} href={linkTo(PATHS.rules, { open: 'new' })} variant="filled" leftSection={<Icon name="plus" size={13} />}>{t('newRule')}</Button>
        : <Button disabled variant="filled" leftSection={<Icon name="plus" size={13} />}>{t('newRule')}</Button>}</Allowed>}
    </header>
  );
}

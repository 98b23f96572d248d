import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import '../alerts/alerts.css';
import { useLinkTo } from '../host/range.ts';
import { Messages } from './Messages.tsx';
import { ReceiverList } from './ReceiverList.tsx';
import './receivers.css';
import { Routes } from './Routes.tsx';

const TABS = ['receivers', 'routes', 'messages'] as const;
type Tab = (typeof TABS)[number];
const pathOf = (tab: Tab): string => tab === 'receivers' ? '/notifications' : `/notifications/${tab}`;

/** Who hears of alerts, which alerts go to whom, and what was told. */
export function Notifications() {
  const { part } = useParams<{ part?: string }>();
  if (part === 'routes') return <Routes />;
  return part === 'messages' ? <Messages /> : <ReceiverList />;
}

/** The head that all three have. */
export function NotificationsHead({ tab, children }: { tab: Tab; children?: ReactNode }) {
  const { t } = useTranslation('receivers');
  const linkTo = useLinkTo();
  return (
    <header className="alerts-head">
      <h1 className="page-title">{t('title')}</h1>
      <nav className="segments" aria-label={t('parts')}>
        {TABS.map(each => <Link key={each} href={linkTo(pathOf(each))} aria-current={each === tab ? 'page' : undefined}>{t(`tab.${each}`)}</Link>)}
      </nav>
      <span className="grow" />
      {children}
    </header>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import '../alerts/alerts.css';
import { useLinkTo } from '../host/range.ts';
import { Destinations } from './Destinations.tsx';
import { Exports } from './Exports.tsx';
import './outgoing.css';

/** What leaves: files of samples, and other servers. */
export function Outgoing() {
  const { part } = useParams<{ part?: string }>();
  return part === 'sending' ? <Destinations head={children => <Head tab="sending">{children}</Head>} /> : <Exports head={children => <Head tab="files">{children}</Head>} />;
}

function Head({ tab, children }: { tab: 'files' | 'sending'; children?: ReactNode }) {
  const { t } = useTranslation('outgoing');
  const linkTo = useLinkTo();
  return (
    <header className="outgoing-head">
      <h1 className="page-title">{t('title')}</h1>
      <nav className="segments" aria-label={t('parts')}>
        <Link href={linkTo('/export')} aria-current={tab === 'files' ? 'page' : undefined}>{t('tab.files')}</Link>
        <Link href={linkTo('/export/sending')} aria-current={tab === 'sending' ? 'page' : undefined}>{t('tab.sending')}</Link>
      </nav>
      <span className="grow" />
      {children}
    </header>
  );
}

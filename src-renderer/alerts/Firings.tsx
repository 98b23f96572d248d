import { useTranslation } from 'react-i18next';
import type { AlertRecord } from '../../src-main/shared/model/alert.ts';
import { dateTimeText, exactText } from '../ui/clock.ts';
import { formatDuration } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { useNow } from './live.ts';

const SHOWN = 12;

/** Every time an alert fired, newest first. */
export function Firings({ records, more }: { records: readonly AlertRecord[]; more: boolean }) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const now = useNow();
  if (records.length === 0) return null;
  return (
    <div className="alert-firings">
      <h3>{more ? t('firings.many', { count: records.length }) : t('firings.title', { count: records.length })}</h3>
      <ul>
        {records.slice(0, SHOWN).map(({ id, firedAt, resolvedAt, late }) => (
          <li key={id}>
            <span className="nowrap" title={exactText(firedAt)}>{dateTimeText(firedAt, true)}</span>
            <span className="sub nowrap">{resolvedAt === null ? t('firings.on') : t('firings.lasted', { time: formatDuration(Math.max(1000, resolvedAt - firedAt), language) })}</span>
            {late && <span className="chip" title={t('firings.lateText')}>{t('firings.late')}</span>}
            <span className="grow" />
            {resolvedAt === null && <span className="dim num">{formatDuration(Math.max(1000, Math.floor((now - firedAt) / 1000) * 1000), language)}</span>}
          </li>
        ))}
      </ul>
      {records.length > SHOWN && <p className="dim">{t('firings.rest', { count: records.length - SHOWN })}</p>}
    </div>
  );
}

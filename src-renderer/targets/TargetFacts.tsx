import { useTranslation } from 'react-i18next';
import type { TargetState } from '../../src-main/shared/model/target.ts';
import { RelabelTrial } from '../relabel/RelabelTrial.tsx';
import { exactText } from '../ui/clock.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Facts } from '../ui/Facts.tsx';
import { useLanguage } from '../ui/language.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { MARK_OF } from './health.ts';

/** A target that is not changed here: what it is and how it fares; for one that a file names, what its rules make of it. */
export function TargetFacts({ target }: { target: TargetState }) {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  if (target.kind === 'scrape') return null;
  return (
    <>
      <p className="sub target-note">{t(`about.${target.kind}`)}</p>
      <Facts facts={[
        [t('column.health'), <span key="health" className="row"><StateMark state={MARK_OF[target.health]} silent />{t(`health.${target.health}`)}</span>],
        [t('column.job'), target.config.job],
        ...target.kind === 'found' ? [['URL', target.url], [t('field.file'), target.config.hiddenLabels['__meta_filepath'] ?? null]] as const : [],
        [t('column.interval'), formatDuration(target.config.intervalMs, language)],
        [t('column.last'), target.lastScrape === null ? null : exactText(target.lastScrape)],
        [t('column.duration'), formatDuration(target.lastDurationMs, language)],
        [t('column.samples'), formatCount(target.samples)],
        [t('column.wrong'), target.lastError?.message ?? null],
      ]} />
      {target.kind === 'found' && <div className="target-advanced"><RelabelTrial trial={{ config: target.config, secrets: {}, id: target.id }} /></div>}
    </>
  );
}

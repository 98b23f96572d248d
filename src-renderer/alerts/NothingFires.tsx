import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { GroupState } from '../../src-main/shared/model/rule.ts';
import { useLinkTo } from '../host/range.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { formatCount } from '../ui/format.ts';
import { PATHS } from './address.ts';

/** In place of alerts: that nothing fires, and what would; or that nothing watches. */
export function NothingFires({ filtered, groups, machines, onClear }: { filtered: boolean; groups: readonly GroupState[] | undefined; machines: number | undefined; onClear: () => void }) {
  const { t } = useTranslation('alerts');
  const linkTo = useLinkTo();
  if (filtered) return <EmptyState title={t('empty.filtered')} action={<Button onClick={onClear}>{t('empty.clear')}</Button>} />;
  if (groups === undefined) return null;
  const rules = groups.filter(({ enabled }) => enabled).flatMap(group => group.rules.filter(({ rule }) => rule.kind === 'alerting'));
  const failing = rules.filter(({ health }) => health === 'err').length;
  const way = <Button component={Link} href={linkTo(PATHS.rules)}>{t('empty.look')}</Button>;
  if (rules.length === 0) return <EmptyState icon="bell" title={t('empty.noRules')} action={way}>{t('empty.noRulesText')}</EmptyState>;
  return (
    <EmptyState icon="bell" title={t('empty.quiet')} action={way}>
      <p>{t('empty.watched', { rules: formatCount(rules.length), count: machines ?? 0, text: formatCount(machines ?? 0) })}</p>
      {failing > 0 && <p className="c-critical">{t('empty.failing', { count: failing })}</p>}
    </EmptyState>
  );
}

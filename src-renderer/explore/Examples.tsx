import { useTranslation } from 'react-i18next';
import { rateWindow, stepFor } from '../charts/step.ts';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { Icon } from '../ui/icons.tsx';
import { examplesFor } from './examples.ts';

/** What stands here before the first query: a few that give an answer at once. */
export function Examples({ onPick, widthPx }: { onPick: (promql: string) => void; widthPx: number }) {
  const { t } = useTranslation('explore');
  const { from, to } = useRange();
  const { data } = useCall(['host-info'], (host, signal) => host.host.info({}, signal));
  if (!data) return null;
  const examples = examplesFor(data.selfInstance, rateWindow(stepFor(to - from, widthPx)));
  return (
    <section className="panel examples">
      <h2>{t('empty')}</h2>
      <p className="sub">{data.selfInstance === null ? t('emptyAll') : t('emptyHere')}</p>
      <ul>
        {examples.map(({ id, promql }) => (
          <li key={id}><button type="button" onClick={() => onPick(promql)}><Icon name="explore" size={16} /><b>{t(`example.${id}`)}</b><code className="sub cut" title={promql}>{promql}</code></button></li>
        ))}
      </ul>
    </section>
  );
}

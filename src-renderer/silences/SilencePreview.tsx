import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { MatchedAlert } from '../../src-main/shared/contract/silences.ts';
import { matchersText } from '../../src-main/shared/model/matcher.ts';
import { useCall } from '../host/hooks.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { matchersOf } from './form.ts';

const SHOWN = 12;
const TYPING_MS = 300;

/** Which alerts of this moment the typed conditions meet. */
export function SilencePreview({ matchers: typed }: { matchers: string }) {
  const { t } = useTranslation('silences');
  const [text] = useDebouncedValue(typed, TYPING_MS);
  const matchers = matchersOf(text);
  const { data, error } = useCall(['silences', 'preview', matchers && matchersText(matchers)], (host, signal) => host.silences.preview({ matchers: [...matchers ?? []] }, signal), { refresh: true, enabled: matchers !== null });
  if (matchers === null) return null;
  if (error) return <ErrorNote error={error} what={t('preview.failed')} />;
  if (!data) return null;
  const left = data.total - Math.min(SHOWN, data.alerts.length);
  return (
    <section className="side-test" aria-live="polite">
      <h3><b>{data.total === 0 ? t('preview.none') : t('preview.some', { count: data.total })}</b></h3>
      {data.total > 0 && <ul className="silence-preview">{data.alerts.slice(0, SHOWN).map(alert => <Matched key={alert.fingerprint} alert={alert} already={t('preview.already')} />)}</ul>}
      {left > 0 && <p className="sub">{t('preview.more', { count: left })}</p>}
    </section>
  );
}

function Matched({ alert: { labels, silenced }, already }: { alert: MatchedAlert; already: string }) {
  const { alertname, instance, ...rest } = labels;
  const others = Object.entries(rest).map(([name, value]) => `${name}=${value}`).join(', ');
  return <li><b>{alertname}</b><span className="cut sub" title={others}>{instance ?? others}</span><span className="grow" />{silenced && <span className="dim">{already}</span>}</li>;
}

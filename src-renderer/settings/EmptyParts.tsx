import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCall } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { Panel } from '../ui/Panel.tsx';

/** Which parts of which SSH hosts have nothing to tell, and why, as each host's last scrape found it. */
export function EmptyParts() {
  const { t } = useTranslation('settings');
  const linkTo = useLinkTo();
  const { data } = useCall(['hosts.list'], (host, signal) => host.hosts.list({}, signal), { refresh: true });
  const hosts = data?.filter(({ empty }) => empty.length > 0) ?? [];
  if (hosts.length === 0) return null;
  return (
    <Panel title={t('empty.title')} note={t('empty.note')}>
      <dl className="panel-body settings-empty">
        {hosts.map(({ id, config, empty }) => (
          <div key={id}>
            <dt><Link href={linkTo('/hosts', { open: id })}>{config.name}</Link></dt>
            <dd><ul>{empty.map(sentence => <li key={sentence} className="sub">{sentence}</li>)}</ul></dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

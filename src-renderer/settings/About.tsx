import { ActionIcon, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCall } from '../host/hooks.ts';
import { exactText } from '../ui/clock.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatDuration } from '../ui/format.ts';
import { Icon, Logo } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';

/** Which program this is, where its data lies, and who is asking. */
export function About() {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const { data: info, error, refetch } = useCall(['host.info'], (host, signal) => host.host.info({}, signal));
  const folder = info && (
    <span className="row"><code className="mono">{info.dataDir}</code>
      <CopyButton value={info.dataDir}>{({ copied, copy }) => <ActionIcon variant="subtle" size={24} aria-label={t('about.copyFolder')} title={t('about.copyFolder')} onClick={copy}><Icon name={copied ? 'check' : 'copy'} size={14} /></ActionIcon>}</CopyButton>
    </span>
  );
  return (
    <>
      {error && <ErrorNote error={error} onRetry={refetch} />}
      <Panel>
        <div className="settings-about">
          <span className="c-accent"><Logo size={56} /></span>
          <div><p className="page-title">Stratoscope {info?.version}</p><p className="sub">{t('about.what')}</p></div>
        </div>
        <div className="panel-body">
          <Facts facts={[
            [t('about.licence'), 'Apache-2.0'], [t('about.folder'), folder], [t('about.workspace'), info?.workspace], [t('about.caller'), info?.caller.name],
            [t('about.permissions'), info?.caller.permissions.join(', ')],
            [t('about.door'), info && t(`about.${info.door}`)], [t('about.system'), info?.platform], ['Node.js', info?.nodeVersion],
            [t('about.started'), info && `${exactText(info.startedAt)} (${formatDuration(Math.max(1000, Math.round((Date.now() - info.startedAt) / 1000) * 1000), language)})`],
          ]} />
        </div>
      </Panel>
    </>
  );
}

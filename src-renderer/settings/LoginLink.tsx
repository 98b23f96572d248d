import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { Panel } from '../ui/Panel.tsx';
import { useShown } from './useShown.ts';

const LIVES_MS = 60_000;

/** A link that signs another browser in. Its code lives a minute, and so does the link here. */
export function LoginLink() {
  const { t } = useTranslation('settings');
  const make = useAction((host, _: null) => host.access.link({}));
  const [url, show] = useShown<string>(LIVES_MS);
  return (
    <Panel title={t('link.title')} note={t('link.note')}>
      <div className="panel-body settings-form">
        <div className="row settings-wrap">
          <Allowed needs="access:write">{may => <Button disabled={!may} loading={make.running} onClick={() => { make.run(null).then(answer => show(answer.url), () => undefined); }} leftSection={<Icon name="link" size={14} />}>{t('link.make')}</Button>}</Allowed>
          {url !== null && <>
            <code className="mono cut">{url}</code>
            <CopyButton value={url}>{({ copied, copy }) => <Button onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}>{t(copied ? 'copied' : 'copy')}</Button>}</CopyButton>
          </>}
        </div>
        {make.error && <ErrorNote error={make.error} />}
      </div>
    </Panel>
  );
}

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../host/hooks.ts';
import { formatCount } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';

/** Walks the chain from the first record to the last and says whether it holds. */
export function Verify() {
  const { t } = useTranslation('audit');
  const verify = useAction((host, _: null) => host.access.verifyAudit({}));
  const [result, setResult] = useState<{ readonly records: number; readonly broken: number | null } | null>(null);
  return (
    <>
      <span className="row" role="status">
        {result && (result.broken === null ? <><StateMark state="ok" silent />{t('holds', { count: result.records, text: formatCount(result.records) })}</>
          : <><StateMark state="critical" silent /><span className="c-critical">{t('broken', { id: result.broken })}</span></>)}
        {verify.error && <span className="c-critical">{verify.error.message}</span>}
      </span>
      <Button onClick={() => { verify.run(null).then(setResult, () => setResult(null)); }} loading={verify.running} leftSection={<Icon name="shield" size={14} />}>{t('verify')}</Button>
    </>
  );
}

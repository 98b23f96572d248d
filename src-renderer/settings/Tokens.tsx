import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenRow } from '../../src-main/shared/contract/access.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { Destroy } from '../ui/Destroy.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useLanguage } from '../ui/language.ts';
import { LoginLink } from './LoginLink.tsx';
import { NewToken } from './NewToken.tsx';

const nameOf = (token: TokenRow): string => token.name;

/** Who may come in besides the window: named tokens, each with a role. Only their hashes are kept. */
export function Tokens() {
  const { t } = useTranslation('settings');
  const tokens = useCall(['access.tokens'], (host, signal) => host.access.tokens({}, signal));
  const revoke = useAction((host, name: string) => host.access.revokeToken({ name }), [['access.tokens']]);
  const [going, setGoing] = useState<string | null>(null);
  const columns = useTokenColumns();
  return (
    <>
      <NewToken />
      {revoke.error && <ErrorNote error={revoke.error} what={t('tokens.revokeFailed')} />}
      {tokens.error ? <ErrorNote error={tokens.error} onRetry={tokens.refetch} /> : (
        <DataTable id="tokens" name={t('section.tokens')} short rows={tokens.data ?? NONE} columns={columns} rowId={nameOf}
          actions={token => <Allowed needs="access:write">{may => <Button size="compact-xs" data-danger disabled={!may} onClick={() => setGoing(token.name)}>{t('tokens.revoke')}</Button>}</Allowed>} actionsWidth={120}
          empty={tokens.data && <EmptyState icon="key" title={t('tokens.none')}>{t('tokens.noneText')}</EmptyState>} />
      )}
      <LoginLink />
      <Destroy opened={going !== null} onClose={() => setGoing(null)} name={going ?? ''} title={t('tokens.revokeTitle', { name: going ?? '' })} verb={t('tokens.revoke')}
        plan={[t('tokens.planRefused'), t('tokens.planGone')]} onConfirmed={() => { if (going !== null) revoke.run(going).catch(() => undefined); }} />
    </>
  );
}

const NONE: readonly TokenRow[] = [];

function useTokenColumns(): readonly DataColumn<TokenRow>[] {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  return useMemo(() => {
    const when = (time: number | null) => time === null ? null : <span title={exactText(time)}>{whenText(time, Date.now(), language)}</span>;
    const iso = (time: number | null) => time === null ? '' : new Date(time).toISOString();
    return [
      { id: 'name', head: t('tokens.name'), value: nameOf, fixed: true, width: 'minmax(160px, 2fr)', cell: token => <b className="strong">{token.name}</b> },
      { id: 'role', head: t('tokens.role'), value: token => t(`role.${token.role}`), width: 'minmax(110px, 1fr)' },
      { id: 'may', head: t('tokens.may'), value: token => t(`roleText.${token.role}`), width: 'minmax(160px, 3fr)', wide: true, cell: token => <span className="sub">{t(`roleText.${token.role}`)}</span> },
      { id: 'created', head: t('tokens.created'), value: token => token.createdAt, width: '150px', right: true, csv: token => iso(token.createdAt), cell: token => when(token.createdAt) },
      { id: 'used', head: t('tokens.used'), value: token => token.lastUsed, width: '150px', right: true, csv: token => iso(token.lastUsed), cell: token => when(token.lastUsed) ?? <span className="dim">{t('tokens.never')}</span> },
    ];
  }, [t, language]);
}

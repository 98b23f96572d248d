import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VaultStatus } from '../../src-main/shared/contract/vault.ts';
import type { Permission } from '../../src-main/shared/model/permission.ts';
import { useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { Destroy } from '../ui/Destroy.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Panel } from '../ui/Panel.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { NewPassphrase, Unlock } from './Passphrase.tsx';
import { useVault, type VaultUse } from './useVault.ts';

/** Where passwords, tokens and keys lie, what opens them, and what can be done about that. */
export function Vault() {
  const { t } = useTranslation('settings');
  const vault = useVault();
  const { status, error, refetch } = vault;
  return (
    <>
      {error && <ErrorNote error={error} onRetry={refetch} />}
      {status && <State status={status} vault={vault} />}
      {status && !status.locked && (
        <Panel title={t('vault.key')} note={t('vault.keyNote')}>
          <div className="panel-body settings-works">
            <NewPassphrase replaces={status.kind === 'passphrase'} vault={vault} />
            {status.kind === 'passphrase' && <Deed name="unprotect" needs="access:write" vault={vault} />}
            {status.kind === 'passphrase' && <Deed name="lock" needs="host:write" vault={vault} />}
            <Deed name="rotate" needs="access:write" vault={vault} />
          </div>
        </Panel>
      )}
    </>
  );
}

function State({ status, vault }: { status: VaultStatus; vault: VaultUse }) {
  const { t } = useTranslation('settings');
  const { kind, locked, entries, keyFile, problem, damaged } = status;
  const mark = problem !== null ? 'critical' : locked ? 'warn' : 'ok';
  const word = locked ? 'locked' : entries === 0 ? 'empty' : 'open';
  return (
    <Panel title={t('section.vault')} note={t('vault.note')}>
      <div className="panel-body settings-form">
        <Facts facts={[
          [t('vault.state'), <span key="state" className="row"><StateMark state={mark} silent /><b>{t(`vault.${word}`)}</b></span>],
          [t('vault.entries'), String(entries)],
          [t('vault.keptBy'), <span key="kind"><b>{t(`vault.kind.${kind}`)}</b> <span className="sub">{t(`vault.kindText.${kind}`)}</span></span>],
          ...(keyFile === null ? [] : [[t('vault.keyFile'), <code key="file" className="mono settings-path">{keyFile}</code>] as const]),
        ]} />
        {problem !== null && (
          <div className="error-note" role="alert">
            <StateMark state="critical" silent />
            <div className="grow"><b>{t(`vault.problem.${problem}`)}</b><p className="sub">{t(`vault.remedy.${problem}`, { path: keyFile ?? '', command: `chmod 600 ${keyFile ?? ''}`, names: damaged.join(', ') })}</p></div>
          </div>
        )}
        {locked && kind === 'passphrase' && problem === null && <Unlock vault={vault} />}
        {locked && <StartAnew entries={entries} vault={vault} />}
      </div>
    </Panel>
  );
}

/** One thing that can be done with the open vault, with what it means. */
function Deed({ name, needs, vault }: { name: 'unprotect' | 'lock' | 'rotate'; needs: Permission; vault: VaultUse }) {
  const { t } = useTranslation('settings');
  const [done, setDone] = useState(false);
  const act = async () => setDone(await vault.run(name, host => host.vault[name]({})));
  return (
    <section className="settings-work">
      <div className="row">
        <div className="grow"><b className="strong">{t(`vault.${name}`)}</b><p className="sub">{t(`vault.${name}Text`)}</p></div>
        <Allowed needs={needs}>{may => <Button disabled={!may || vault.running !== null} loading={vault.running === name} onClick={() => void act()}>{t(`vault.${name}Now`)}</Button>}</Allowed>
      </div>
      <div aria-live="polite">
        {done && name === 'rotate' && <p className="row"><StateMark state="ok" silent />{t('vault.rotated')}</p>}
        {vault.failure?.act === name && <ErrorNote error={vault.failure.error} what={t('vault.failed')} />}
      </div>
    </section>
  );
}

/** The last resort: what can't be opened any more is given up. */
function StartAnew({ entries, vault }: { entries: number; vault: VaultUse }) {
  const { t } = useTranslation('settings');
  const [asking, setAsking] = useState(false);
  const { data: info } = useCall(['host.info'], (host, signal) => host.host.info({}, signal));
  return (
    <div className="settings-anew">
      <p className="sub grow">{t('vault.anewText')}</p>
      <Allowed needs="access:write">{may => <Button data-danger disabled={!may || vault.running !== null} loading={vault.running === 'startAnew'} onClick={() => setAsking(true)}>{t('vault.anew')}</Button>}</Allowed>
      {vault.failure?.act === 'startAnew' && <ErrorNote error={vault.failure.error} what={t('vault.failed')} />}
      <Destroy opened={asking && info !== undefined} onClose={() => setAsking(false)} name={info?.workspace ?? ''} title={t('vault.anewTitle')} verb={t('vault.anew')}
        plan={[t('vault.anewPlan', { count: entries }), t('vault.anewPlanAgain'), t('vault.anewPlanGone')]} onConfirmed={() => void vault.run('startAnew', host => host.vault.startAnew({}))} />
    </div>
  );
}

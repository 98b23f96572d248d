import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { useLinkTo } from '../host/range.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatCount, formatDuration } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { useLanguage } from '../ui/language.ts';
import { useOnce } from '../ui/once.ts';
import { useParameter } from '../ui/parameter.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { CommandOutcome } from './CommandOutcome.tsx';
import { destinationText } from './destination.ts';
import { markOf } from './health.ts';
import { TestButton } from './HostForm.tsx';
import { HostKeyCard } from './HostKeyCard.tsx';
import { machineOfHost } from './machine.ts';
import { TestSteps } from './TestSteps.tsx';
import { useHostActions } from './useHostActions.ts';
import { useHostTest } from './useHostTest.ts';
import { connectionWords, isSkewed, skewWords, wrongWith } from './words.ts';

/** How a host fares, what is empty and why, and what can be done about it. */
export function HostFacts({ host, onRemoved }: { host: SshHostState; onRemoved: () => void }) {
  const { t } = useTranslation('hosts');
  const language = useLanguage();
  const { question, config } = host;
  const wrong = wrongWith(host, t, language);
  const level = markOf(host) === 'ok' ? 'warn' : markOf(host); // it answers, and something of it is wrong
  const test = useHostTest();
  const [wanted, setWanted] = useParameter('run');
  useOnce(wanted === 'test', () => { setWanted(null); test.run({ config, secrets: {}, id: host.id }); });
  return (
    <div className="side-form">
      {question && <HostKeyCard open={{ id: host.id, question, hosts: [config.name] }} onTrusted={test.again} />}
      {wrong !== '' && !question && <p className="side-note" data-level={level}><StateMark state={level} silent /> <span>{wrong}</span></p>}
      <TestSteps test={test} asks={question === null} />
      <Facts facts={[
        [t('column.address'), <span key="address" className="mono">{destinationText(config.user, config.address, config.port)}</span>],
        ...(config.proxyJump === '' ? [] : [[t('field.proxyJump'), <span key="jump" className="mono">{config.proxyJump}</span>] as const]),
        [t('column.connection'), connectionWords(host, t)],
        [t('column.last'), host.lastScrape === null ? null : <span key="last" title={exactText(host.lastScrape)}>{whenText(host.lastScrape, Date.now(), language, true)}</span>],
        [t('column.duration'), formatDuration(host.lastDurationMs, language)],
        [t('column.samples'), host.lastScrape === null ? null : formatCount(host.samples)],
        [t('column.skew'), host.clockSkew === null ? null : <span key="skew" className={isSkewed(host.clockSkew) ? 'c-warn' : ''}>{skewWords(host.clockSkew, t, language)}</span>],
        [t('column.interval'), formatDuration(config.intervalMs, language)],
      ]} />
      {host.hostKey && <section className="side-part"><h3>{t('key.pinned')}</h3><span className="cap">{host.hostKey.type}</span><CopyField text={host.hostKey.fingerprint} /></section>}
      {host.empty.length > 0 && <section className="side-part"><h3>{t('empty.parts')}</h3><ul className="host-empty">{host.empty.map(sentence => <li key={sentence} className="sub">{sentence}</li>)}</ul></section>}
      {host.commands.length > 0 && <section className="side-part"><h3>{t('command.title')}</h3>{host.commands.map(state => <div key={state.name} className="host-command"><b className="mono">{state.name}</b><CommandOutcome state={state} /></div>)}</section>}
      <Buttons host={host} onRemoved={onRemoved}><TestButton test={test} onTest={() => test.run({ config, secrets: {}, id: host.id })} /></Buttons>
    </div>
  );
}

function Buttons({ host, onRemoved, children }: { host: SshHostState; onRemoved: () => void; children: React.ReactNode }) {
  const { t } = useTranslation('hosts');
  const linkTo = useLinkTo();
  const actions = useHostActions();
  return (
    <div className="side-buttons">
      <Button component={Link} href={linkTo(machineOfHost(host))} leftSection={<Icon name="machines" size={14} />}>{t('machine')}</Button>
      {children}
      <Allowed needs="target:write">{may => <Button disabled={!may} onClick={() => void actions.pause([host], !host.paused)} leftSection={<Icon name={host.paused ? 'play' : 'pause'} size={14} />}>{t(host.paused ? 'resume' : 'pause')}</Button>}</Allowed>
      <span className="grow" />
      <Allowed needs="target:write">{may => <Button variant="subtle" data-danger disabled={!may} onClick={() => { onRemoved(); void actions.remove([host]); }} leftSection={<Icon name="trash" size={14} />}>{t('remove')}</Button>}</Allowed>
    </div>
  );
}

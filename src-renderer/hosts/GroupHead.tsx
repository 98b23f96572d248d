import { useTranslation } from 'react-i18next';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { type State, StateMark } from '../ui/StateMark.tsx';
import { markOf } from './health.ts';

const TOLD = ['critical', 'warn', 'unknown', 'stopped'] as const satisfies readonly State[];

/** A group's name, how many hosts it has, and how many in each state that matters. */
export function GroupHead({ name, hosts }: { name: string; hosts: readonly SshHostState[] }) {
  const { t } = useTranslation('hosts');
  const marks = hosts.map(markOf);
  const counts = TOLD.map(state => ({ state, count: marks.filter(mark => mark === state).length })).filter(({ count }) => count > 0);
  return (
    <>
      {name === '' ? <span className="sub">{t('noGroup')}</span> : <b className="cut">{name}</b>}
      <span className="dim nowrap">{t('hostCount', { count: hosts.length })}</span>
      {counts.length === 0 ? <span className="group-count c-ok"><StateMark state="ok" size={11} silent />{t('allOk')}</span>
        : counts.map(({ state, count }) => <span key={state} className={`group-count c-${state}`}><StateMark state={state} size={11} />{count}</span>)}
    </>
  );
}

import { Autocomplete, Button, Checkbox } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { HostCandidate } from '../../src-main/shared/model/sshhost.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { useLinkTo } from '../host/range.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { candidateColumns } from './candidateColumns.tsx';
import './hosts.css';

const nameOf = (candidate: HostCandidate): string => candidate.name;
const sourceOf = (candidate: HostCandidate): string => candidate.source;

/** What OpenSSH's own files know on this computer; reading them contacts nobody. One click takes the chosen ones. */
export function ImportHosts() {
  const { t } = useTranslation('hosts');
  const { data, error, refetch } = useCall(['hosts.candidates'], (host, signal) => host.hosts.candidates({}, signal));
  return (
    <div className="page-body fill reading">
      <div><h1 className="import-title">{data ? t('import.found', { count: data.length }) : t('import.looking')}</h1><p className="sub">{t('import.text')}</p></div>
      {error && <ErrorNote error={error} onRetry={refetch} />}
      {data?.length === 0 && <section className="panel"><EmptyState icon="file" title={t('import.none')}>{t('import.noneText')}</EmptyState></section>}
      {data !== undefined && data.length > 0 && <Choice candidates={data} />}
    </div>
  );
}

function Choice({ candidates }: { candidates: readonly HostCandidate[] }) {
  const { t } = useTranslation('hosts');
  const [, go] = useLocation();
  const linkTo = useLinkTo();
  const fresh = useMemo(() => candidates.filter(({ imported }) => !imported), [candidates]);
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set(fresh.map(nameOf)));
  const [group, setGroup] = useState('');
  const [all, setAll] = useState(false);
  const take = useAction((host, names: readonly string[]) => host.hosts.import({ names: [...names], group: group.trim() }), [['hosts.candidates']]);
  const columns = useMemo(() => candidateColumns(t), [t]);
  const rows = all || fresh.length === 0 ? candidates : fresh;
  const chosen = fresh.map(nameOf).filter(name => ids.has(name));
  const submit = () => { take.run(chosen).then(() => go(linkTo('/hosts')), () => undefined); };
  return (
    <>
      <DataTable id="import" name={t('import.list')} rows={rows} columns={columns} rowId={nameOf} groupOf={sourceOf} groupHead={(name, inside) => <><b className="mono">{name || NONE_NAMED}</b><span className="dim">{t('hostCount', { count: inside.length })}</span></>}
        ticks={{ ids, set: setIds }} rowClass={candidate => candidate.imported ? 'host-paused' : ''}
        tools={fresh.length < candidates.length && fresh.length > 0 && <Checkbox label={t('import.alsoTaken', { count: candidates.length - fresh.length })} checked={all} onChange={event => setAll(event.currentTarget.checked)} />} />
      {take.error && <ErrorNote error={take.error} />}
      <div className="import-foot">
        <Allowed needs="target:write">{may => <Button variant="filled" size="sm" disabled={!may || chosen.length === 0} loading={take.running} onClick={submit} leftSection={<Icon name="plus" size={14} />}>{t('import.take', { count: chosen.length })}</Button>}</Allowed>
        <Autocomplete aria-label={t('field.group')} placeholder={t('import.group')} value={group} onChange={setGroup} data={[]} />
        <span className="sub">{t('import.after')}</span>
      </div>
    </>
  );
}

const NONE_NAMED = '–';

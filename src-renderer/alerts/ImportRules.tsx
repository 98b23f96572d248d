import { ActionIcon, Button, FileButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesImported } from '../../src-main/shared/contract/rules.ts';
import { YamlEditor } from '../editor/YamlEditor.tsx';
import { useAction, useHost } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { Problems } from './YamlPane.tsx';

const MOST_BYTES = 4 * 1024 * 1024;

/** Rule files of Prometheus, pasted or from a file: what would come of them is said before anything is saved. */
export function ImportRules({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('alerts');
  const host = useHost();
  const [yaml, setYaml] = useState('');
  const [name, setName] = useState('');
  const [tooLarge, setTooLarge] = useState(false);
  const file = name.trim() || 'pasted';
  const text = JSON.stringify([file, yaml]);
  const [looked, setLooked] = useState<{ readonly at: string; readonly found: RulesImported } | null>(null);
  const look = useAction((from, _: null) => from.rules.import({ name: file, yaml, dryRun: true }));
  const bring = useAction((to, all: string) => to.rules.import({ name: file, yaml: all, dryRun: false }), [['rules']]);
  const found = looked?.at === text ? looked.found : undefined;
  const good = found !== undefined && found.problems.length === 0 && found.groups.length > 0;
  const read = async (chosen: File | null) => {
    if (chosen === null) return;
    setTooLarge(chosen.size > MOST_BYTES);
    if (chosen.size > MOST_BYTES) return;
    setYaml(await chosen.text());
    setName(chosen.name);
  };
  const lookFirst = () => { look.run(null).then(answer => setLooked({ at: text, found: answer }), () => undefined); };
  const submit = () => { bring.run(yaml).then(({ problems }) => { if (problems.length === 0) onClose(); }, () => undefined); };
  return (
    <section className="panel alerts-side" aria-label={t('import.title')}>
      <header className="alerts-head"><h2>{t('import.title')}</h2><span className="grow" /><ActionIcon variant="subtle" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={14} /></ActionIcon></header>
      <div className="alerts-inside" data-yaml="">
        <p className="sub">{t('import.text')}</p>
        <div className="import-line">
          <FileButton accept=".yml,.yaml,.rules,text/plain" onChange={chosen => void read(chosen)}>{props => <Button {...props} leftSection={<Icon name="file" size={14} />}>{t('import.choose')}</Button>}</FileButton>
          <TextInput aria-label={t('import.name')} placeholder={t('import.name')} value={name} onChange={event => setName(event.currentTarget.value)} />
          <span className="cap">{t('import.nameHint')}</span>
        </div>
        {tooLarge && <p className="c-critical" role="alert">{t('import.tooLarge')}</p>}
        <div className="yaml-pane"><YamlEditor label={t('yaml.label')} value={yaml} onChange={setYaml} check={async typed => typed.trim() === '' ? [] : host.rules.check({ yaml: typed })} /></div>
        {look.error && <ErrorNote error={look.error} />}
        {found && (found.problems.length > 0 ? <Problems problems={found.problems} /> : <Coming found={found} />)}
        {bring.error && <ErrorNote error={bring.error} what={t('import.failed')} />}
      </div>
      <footer className="alerts-foot">
        <span className="grow" />
        <Allowed needs="rule:write">{may => good
          ? <Button variant="filled" disabled={!may} loading={bring.running} onClick={submit}>{t('import.bring', { count: found.groups.length })}</Button>
          : <Button variant="filled" disabled={!may || yaml.trim() === ''} loading={look.running} onClick={lookFirst}>{t('import.look')}</Button>}</Allowed>
      </footer>
    </section>
  );
}

function Coming({ found }: { found: RulesImported }) {
  const { t } = useTranslation('alerts');
  return (
    <ul className="import-groups" aria-label={t('import.title')}>
      {found.groups.map(({ id, name, rules, outcome }) => <li key={id}><StateMark state={outcome === 'same' ? 'stopped' : 'ok'} size={11} silent /><b className="cut">{name}</b><span className="dim">{t('ruleCount', { count: rules })}</span><span className="grow" /><span className="chip">{t(`import.outcome.${outcome}`)}</span></li>)}
    </ul>
  );
}

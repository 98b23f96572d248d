import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupText } from '../../src-main/shared/contract/rules.ts';
import type { GroupId, GroupState, RuleGroup } from '../../src-main/shared/model/rule.ts';
import type { SimpleRule } from '../../src-main/shared/model/simplerule.ts';
import type { Host } from '../host/client.ts';
import { useAction } from '../host/hooks.ts';
import { useLanguage } from '../ui/language.ts';
import { expertOf, expertOfSimple, type ExpertForm, NEW_EXPERT, ruleOfExpert } from './expert.ts';
import { formOf, newForm, type RuleForm, simpleOf } from './form.ts';
import { nameOfRule } from './rulerows.ts';
import { madeUpName } from './words.ts';

export type Mode = 'form' | 'promql' | 'yaml';
const NEW_YAML = 'groups:\n  - name: my-rules\n    rules:\n      - alert: HighLoad\n        expr: node_load5 > 4\n        for: 5m\n        labels:\n          severity: warning\n';

/** A rule while it is being changed, in whichever way; what was typed in one stays while another is looked at. */
export function useDraft(text: GroupText | null, index: number, wanted: string | null, onSaved: (id: GroupId) => void) {
  const { t } = useTranslation('alerts');
  const language = useLanguage();
  const first = firstOf(text, index);
  const [form, setForm] = useState<RuleForm>(first.form);
  const [expert, setExpert] = useState({ index, form: first.expert });
  const [yaml, setYaml] = useState(text?.yaml ?? NEW_YAML);
  const [tried, setTried] = useState(false);
  const saving = useAction((host, act: (host: Host) => Promise<GroupState>) => act(host), [['rules']]);
  const shown = expert.index === index ? expert.form : first.expert;
  const firstMode: Mode = first.mayForm ? 'form' : 'promql';
  const mode: Mode = wanted === 'yaml' || wanted === 'promql' || wanted === 'form' && first.mayForm ? wanted : firstMode;
  const changed = mode === 'form' ? JSON.stringify(form) !== JSON.stringify(first.form) : mode === 'promql' ? JSON.stringify(shown) !== JSON.stringify(first.expert) : yaml !== (text?.yaml ?? NEW_YAML);
  const { simple } = simpleOf(form);
  const { rule, problems: expertProblems } = ruleOfExpert(shown);
  const title = mode === 'form' ? form.name || (simple ? madeUpName(simple, t, language) : t('newRule')) : mode === 'promql' ? shown.name || t('newRule') : text?.state.name ?? t('newRule');
  const open = useRef(true);
  useEffect(() => { open.current = true; return () => { open.current = false; }; }, []);
  // who has gone on to another screen meanwhile is not led back
  const run = (act: (host: Host) => Promise<GroupState>) => { saving.run(act).then(state => { if (open.current) onSaved(state.id); }, () => undefined); };
  const id = text?.state.id ?? null;
  const save = () => {
    setTried(true);
    if (mode === 'yaml') run(host => host.rules.saveText({ id, yaml }));
    else if (mode === 'form' && simple) run(host => host.rules.saveSimple({ id, name: form.name.trim() || madeUpName(simple, t, language), form: simple }));
    else if (mode === 'promql' && rule) run(host => host.rules.save({ id, group: text ? { ...text.group, rules: text.group.rules.with(index, rule) } : groupOf(rule.kind === 'alerting' ? rule.alert : rule.record, [rule]) }));
  };
  /** a group of the program as one of the user's own */
  const copy = () => { if (text) run(host => host.rules.save({ id: null, group: { ...text.group, name: t('copyOf', { name: nameOfRule(text.state.rules[index]!) }) } })); };
  return {
    mode, firstMode, mayForm: first.mayForm, title, form, expert: shown, yaml, tried, changed, expertProblems, saving: saving.running, error: saving.error, save, copy, setYaml,
    setForm: (change: Partial<RuleForm>) => setForm(now => ({ ...now, ...change })),
    setExpert: (change: Partial<ExpertForm>) => setExpert({ index, form: { ...shown, ...change } }),
    takeSimple: (taken: SimpleRule) => setExpert({ index, form: expertOfSimple(taken, form.name.trim() || madeUpName(taken, t, language)) }),
  };
}

const groupOf = (name: string, rules: RuleGroup['rules']): RuleGroup => ({ name, intervalMs: null, limit: 0, queryOffsetMs: 0, labels: {}, rules });

/** How a rule opens: in the form when it was made with it and stands alone, else as PromQL. */
function firstOf(text: GroupText | null, index: number): { readonly mayForm: boolean; readonly form: RuleForm; readonly expert: ExpertForm } {
  const rule = text?.group.rules[index];
  if (!text || !rule) return { mayForm: text === null, form: newForm(), expert: NEW_EXPERT };
  const simple = rule.kind === 'alerting' && text.group.rules.length === 1 && text.state.origin === 'form' ? rule.form : undefined;
  return { mayForm: simple !== undefined, form: simple ? formOf(nameOfRule({ rule }), simple) : newForm(), expert: expertOf(rule) };
}

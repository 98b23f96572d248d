import { useTranslation } from 'react-i18next';
import type { RelabelRule, RelabelStep } from '../../src-main/shared/model/relabel.ts';
import { ruleLine } from '../../src-main/shared/model/relabeltext.ts';
import { changesOf, type LabelChange } from './rules.ts';

/** What each rule did, in turn: the labels it set, changed or took away, or that it dropped the lot. */
export function RuleSteps({ steps, rules }: { steps: readonly RelabelStep[]; rules: readonly RelabelRule[] }) {
  return (
    <ol className="relabel-steps">
      {steps.map(step => {
        const rule = rules[step.rule];
        return <li key={step.rule} value={step.rule + 1} className={step.after === null ? 'relabel-drops' : ''}>{rule && <p className="relabel-rule" title={ruleLine(rule)}><b>{rule.action}</b> <span className="mono dim">{ruleLine(rule)}</span></p>}<Outcome step={step} /></li>;
      })}
    </ol>
  );
}

function Outcome({ step }: { step: RelabelStep }) {
  const { t } = useTranslation('relabel');
  if (step.after === null) return <p className="c-critical strong">{t('drops')}</p>;
  if (step.changed.length === 0) return <p className="dim">{t('nothing')}</p>;
  return <ul>{changesOf(step).map(change => <Change key={change.name} change={change} />)}</ul>;
}

const SIGN = { set: '+', changed: '~', removed: '−' } as const;

function Change({ change: { name, kind, before, after } }: { change: LabelChange }) {
  const { t } = useTranslation('relabel');
  return (
    <li className={`relabel-change mono ${kind}`}>
      <span className="relabel-sign" role="img" aria-label={t(`kind.${kind}`)}>{SIGN[kind]}</span>
      <span>{name}={kind !== 'set' && <del>{JSON.stringify(before)}</del>}{kind === 'changed' && ' → '}{kind !== 'removed' && <ins>{JSON.stringify(after)}</ins>}</span>
    </li>
  );
}

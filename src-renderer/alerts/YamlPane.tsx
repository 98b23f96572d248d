import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleProblem } from '../../src-main/shared/model/rule.ts';
import { type TextProblem, YamlEditor } from '../editor/YamlEditor.tsx';
import { toAppError, useHost } from '../host/hooks.ts';
import { StateMark } from '../ui/StateMark.tsx';

interface YamlPaneProps { readonly yaml: string; readonly readOnly: boolean; readonly onChange: (yaml: string) => void; readonly onSave: () => void }

/** A group as the text of a rule file, checked as it is typed. */
export function YamlPane({ yaml, readOnly, onChange, onSave }: YamlPaneProps) {
  const { t } = useTranslation('alerts');
  const { check, problems } = useCheck();
  return (
    <div className="yaml-pane">
      <YamlEditor label={t('yaml.label')} value={yaml} readOnly={readOnly} onChange={onChange} onSave={onSave} check={check} />
      <Problems problems={problems} />
    </div>
  );
}

/** What is wrong with the text, each with its line; that nothing is. */
export function Problems({ problems }: { problems: readonly RuleProblem[] | null }) {
  const { t } = useTranslation('alerts');
  if (problems === null) return <p className="yaml-verdict dim" role="status">{'\u00a0'}</p>;
  if (problems.length === 0) return <p className="yaml-verdict" role="status"><StateMark state="ok" size={12} silent />{t('yaml.good')}</p>;
  return <ul className="yaml-problems" role="alert">{problems.map(({ line, column, message }) => <li key={`${line} ${column} ${message}`}><StateMark state="critical" size={12} silent /><span>{line > 0 && <b>{t('yaml.line', { line })} </b>}{message}</span></li>)}</ul>;
}

/** Asks the host what is wrong with a text; the newest answer counts. */
function useCheck() {
  const host = useHost();
  const [problems, setProblems] = useState<readonly RuleProblem[] | null>(null);
  const check = useCallback(async (yaml: string): Promise<readonly TextProblem[]> => {
    try {
      const found = await host.rules.check({ yaml });
      setProblems(found);
      return found;
    } catch (error) {
      const found = [{ line: 0, column: 0, message: toAppError(error).message }];
      setProblems(found);
      return found;
    }
  }, [host]);
  return { check, problems };
}

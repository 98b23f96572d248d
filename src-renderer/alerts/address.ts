import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { AlertFilter } from './rows.ts';
import { SEVERITIES } from './severity.ts';

export const PATHS = { now: '/alerts', history: '/alerts/history', rules: '/alerts/rules' } as const;
const WRITE_DELAY_MS = 300;

/** What is looked for, as it stands in the address: `?alerts.q=disk&severity=critical&rule=…&machine=…`. */
export function useAlertFilter(): { readonly filter: AlertFilter; readonly set: (change: Partial<AlertFilter>) => void } {
  const [parameters, setParameters] = useSearchParams();
  const [text, setText] = useState(() => parameters.get('alerts.q') ?? '');
  const [rule, machine, wanted] = ['rule', 'machine', 'severity'].map(name => parameters.get(name) ?? '');
  const severity = SEVERITIES.find(known => known === wanted) ?? '';
  const put = useCallback((changes: Readonly<Record<string, string>>) => setParameters(now => {
    for (const [name, value] of Object.entries(changes)) if (value === '') now.delete(name); else now.set(name, value);
    return now;
  }, { replace: true }), [setParameters]);
  const written = parameters.get('alerts.q') ?? '';
  useEffect(() => {
    if (text === written) return; // writing what is there already would undo a step to another screen taken meanwhile
    const timer = setTimeout(() => put({ 'alerts.q': text }), WRITE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text, written, put]);
  const filter = useMemo((): AlertFilter => ({ text, rule: rule ?? '', machine: machine ?? '', severity }), [text, rule, machine, severity]);
  const set = useCallback(({ text: typed, ...pills }: Partial<AlertFilter>) => {
    if (typed !== undefined) setText(typed);
    if (Object.keys(pills).length > 0) put(pills);
  }, [put]);
  return { filter, set };
}

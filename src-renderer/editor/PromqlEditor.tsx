import { EditorView } from '@codemirror/view';
import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cspNonce } from '../ui/nonce.ts';
import { editorExtensions } from './extensions.ts';
import { type Fault, showFault } from './failure.ts';

export type Completion = PrometheusClient;

interface PromqlEditorProps {
  /** names the query: A, B, … */
  readonly id: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly completion: Completion;
  /** where the host found fault with `value`; must be stable, it is shown once when it changes */
  readonly fault: Fault | null;
  readonly autoFocus?: boolean;
}

/** A field for one PromQL expression with colours, completion of names from the store, and faults underlined. */
export function PromqlEditor({ id, value, onChange, onRun, completion, fault, autoFocus = false }: PromqlEditorProps) {
  const { t, i18n } = useTranslation('editor');
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const changed = useEffectEvent(onChange);
  const run = useEffectEvent(onRun);
  const open = useEffectEvent((parent: HTMLElement) => new EditorView({
    parent, doc: value,
    extensions: editorExtensions({
      completion, label: t('label', { id }), placeholder: t('placeholder'), nonce: cspNonce(),
      hint: t('hint'),
      onChange: text => changed(text), onRun: () => run(),
    }),
  }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another language means other labels, and those are fixed at the start
  useLayoutEffect(() => {
    const view = editor.current = open(box.current!);
    if (autoFocus) view.focus();
    return () => { view.destroy(); editor.current = null; };
  }, [completion, id, i18n.language]);

  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== value) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => { if (editor.current) showFault(editor.current, fault); }, [fault]);

  return <div ref={box} className="promql-editor" />;
}

import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cspNonce } from '../ui/nonce.ts';
import { look } from './look.ts';

/** PromQL to be read: in colours, to be selected and copied, not to be typed into. */
export function PromqlText({ value }: { value: string }) {
  const { t, i18n } = useTranslation('editor');
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const open = useEffectEvent((parent: HTMLElement) => new EditorView({
    parent, doc: value,
    extensions: [
      cspNonce() === '' ? [] : EditorView.cspNonce.of(cspNonce()),
      new PromQLExtension().activateLinter(false).activateCompletion(false).asExtension(),
      EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': t('text'), 'aria-readonly': 'true', tabindex: '0' }), look,
    ],
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language means another label, and that is fixed at the start
  useLayoutEffect(() => {
    const view = editor.current = open(box.current!);
    return () => { view.destroy(); editor.current = null; };
  }, [i18n.language]);
  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== value) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={box} className="promql-text" />;
}

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { type Diagnostic, lintGutter, lintKeymap, linter } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cspNonce } from '../ui/nonce.ts';
import { look } from './look.ts';

/** What is wrong with a text: line and column from 1, 0 where none is known. */
export interface TextProblem { readonly line: number; readonly column: number; readonly message: string }

interface YamlEditorProps {
  /** what a screen reader calls it */
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onSave?: () => void;
  readonly readOnly?: boolean;
  /** asked a moment after each change; what it finds is underlined */
  readonly check: (text: string) => Promise<readonly TextProblem[]>;
}

const CHECK_DELAY_MS = 350;

/** A YAML text with colours, line numbers and its faults underlined as it is typed. Tab indents; Escape, then Tab goes on to the next field. */
export function YamlEditor({ label, value, onChange, onSave, readOnly = false, check }: YamlEditorProps) {
  const { i18n } = useTranslation('editor');
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const changed = useEffectEvent(onChange);
  const save = useEffectEvent(() => onSave?.());
  const problems = useEffectEvent(check);
  const open = useEffectEvent((parent: HTMLElement) => new EditorView({
    parent, doc: value,
    extensions: [
      cspNonce() === '' ? [] : EditorView.cspNonce.of(cspNonce()),
      lineNumbers(), history(), yaml(), EditorState.tabSize.of(2), EditorState.readOnly.of(readOnly),
      linter(async view => (await problems(view.state.doc.toString())).map(problem => diagnosticOf(view.state.doc, problem)), { delay: CHECK_DELAY_MS }), lintGutter(),
      keymap.of([{ key: 'Mod-s', run: () => { save(); return true; } }, { key: 'Mod-Enter', run: () => { save(); return true; } }, ...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true' }),
      EditorView.updateListener.of(update => { if (update.docChanged) changed(update.state.doc.toString()); }),
      look, gutters,
    ],
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language means another label, and that is fixed at the start
  useLayoutEffect(() => {
    const view = editor.current = open(box.current!);
    return () => { view.destroy(); editor.current = null; };
  }, [i18n.language, readOnly]);
  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== value) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={box} className="yaml-editor" />;
}

const gutters = EditorView.theme({
  '&': { height: '100%' },
  '.cm-gutters': { backgroundColor: 'var(--bg-sunken)', color: 'var(--text-3)', borderRight: '1px solid var(--line)' },
  '.cm-scroller': { overflow: 'auto' },
});

/** A problem as a stretch of the text: from its column to the line's end, or the whole line. */
export function diagnosticOf(doc: Text, { line, column, message }: TextProblem): Diagnostic {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  const indent = /^\s*/.exec(at.text)?.[0].length ?? 0;
  const from = Math.min(at.from + Math.max(column > 0 ? column - 1 : indent, 0), at.to);
  return { from, to: at.to > from ? at.to : from, severity: 'error', message };
}

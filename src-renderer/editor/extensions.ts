import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { type PrometheusClient, PromQLExtension } from '@prometheus-io/codemirror-promql';
import { faultMark } from './failure.ts';
import { look } from './look.ts';

export interface EditorSetup {
  readonly completion: PrometheusClient;
  /** what a screen reader calls it */
  readonly label: string;
  readonly placeholder: string;
  /** said under the list of completions: the keys it takes */
  readonly hint: string;
  /** under which the editor may add its style elements; '' where none is asked for */
  readonly nonce: string;
  onChange(text: string): void;
  onRun(): void;
}

/** A PromQL editor: Enter and Ctrl-Enter run, Shift-Enter breaks the line, Tab takes a completion or goes on to the next field. */
export function editorExtensions(setup: EditorSetup): Extension {
  const promql = new PromQLExtension().setComplete({ remote: setup.completion });
  const run = () => { setup.onRun(); return true; };
  return [
    setup.nonce === '' ? [] : EditorView.cspNonce.of(setup.nonce),
    history(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ maxRenderedOptions: 100 }),
    promql.asExtension(),
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run }, { key: 'Tab', run: acceptCompletion }])),
    // a list of completions, when open, takes Enter first
    keymap.of([...completionKeymap, { key: 'Enter', run, shift: insertNewlineAndIndent }]),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    EditorView.lineWrapping,
    placeholder(setup.placeholder),
    EditorView.contentAttributes.of({ 'aria-label': setup.label, 'aria-multiline': 'true' }),
    EditorView.updateListener.of(update => { if (update.docChanged) setup.onChange(update.state.doc.toString()); }),
    completionHint(setup.hint),
    faultMark,
    look,
  ];
}

/** A line under the list of completions that says which keys it takes; the list is the library's own element, so a style writes it. */
const completionHint = (hint: string): Extension => EditorView.theme({ '.cm-tooltip.cm-tooltip-autocomplete::after': { content: JSON.stringify(hint) } });

import { type EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

/** Where the host found fault with a query: line and column from 1, as its messages say (`1:8: parse error: …`). */
export interface Fault { readonly line: number; readonly column: number }

/** The place named in a message, and the message without it; null where it names none. */
export function faultIn(message: string): (Fault & { readonly reason: string }) | null {
  const found = /(?:^|\s)(\d{1,6}):(\d{1,6}): ((?:parse error|.*?): .*)$/s.exec(message);
  return found ? { line: Number(found[1]), column: Number(found[2]), reason: found[3]! } : null;
}

const setFault = StateEffect.define<Fault | null>();

/** Underlines the word at the fault until the text is changed. */
export const faultMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) if (effect.is(setFault)) next = markAt(transaction.state, effect.value);
    return next;
  },
  provide: field => EditorView.decorations.from(field),
});

export const showFault = (view: EditorView, fault: Fault | null): void => view.dispatch({ effects: setFault.of(fault) });

function markAt(state: EditorState, fault: Fault | null): DecorationSet {
  if (!fault || state.doc.length === 0) return Decoration.none;
  const line = state.doc.line(Math.min(Math.max(1, fault.line), state.doc.lines));
  // past the end (an expression that stops too early) the last character carries the mark
  const from = Math.min(line.from + Math.max(0, fault.column - 1), Math.max(line.from, line.to - 1));
  const word = /^(?:[\w:.]+|.)/.exec(state.sliceDoc(from, line.to))?.[0].length ?? 0;
  return word === 0 ? Decoration.none : Decoration.set(Decoration.mark({ class: 'cm-failed' }).range(from, from + word));
}

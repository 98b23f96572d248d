import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the page's tokens: it follows the theme by itself. */
const frame = EditorView.theme({
  '&': { backgroundColor: 'var(--bg-sunken)', color: 'var(--text)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '22px', overflowX: 'auto' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeft: '2px solid var(--accent)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--bg-selected)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--bg-selected)', outline: '1px solid var(--line-strong)' },
  '.cm-failed': { textDecoration: 'underline wavy var(--critical)', textUnderlineOffset: '3px', backgroundColor: 'var(--critical-soft)' },
});

const popups = EditorView.theme({
  '.cm-tooltip': { border: '1px solid var(--line-button)', borderRadius: 'var(--r-3)', backgroundColor: 'var(--bg-raised)', color: 'var(--text)', boxShadow: 'var(--shadow)', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete': { overflow: 'visible', padding: '5px 5px 0' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { minWidth: '300px', maxWidth: '480px', maxHeight: '226px', fontFamily: 'var(--font-mono)', fontSize: '12px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', alignItems: 'center', gap: '8px', height: '25px', padding: '0 8px', borderRadius: '4px', color: 'var(--text-2)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--bg-selected)', color: 'var(--text)' },
  '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { color: 'var(--accent)', fontWeight: '700', textDecoration: 'none' },
  '.cm-completionDetail': { marginLeft: 'auto', paddingLeft: '12px', color: 'var(--text-3)', fontFamily: 'var(--font-ui)', fontSize: '11px', fontStyle: 'normal' },
  '.cm-completionIcon': { flex: 'none', width: '16px', padding: '0', border: '1px solid var(--line-strong)', borderRadius: '3px', color: 'var(--text-3)', font: '600 10px/14px var(--font-ui)', textAlign: 'center', opacity: '1' },
  '.cm-completionIcon::after': { content: '"·"' },
  '.cm-completionIcon-constant::after': { content: '"M"' },
  '.cm-completionIcon-text::after': { content: '"V"' },
  '.cm-completionIcon-function::after': { content: '"ƒ"' },
  '.cm-completionIcon-keyword::after': { content: '"K"' },
  '.cm-tooltip.cm-completionInfo': { maxWidth: '300px', margin: '0 4px', padding: '10px 14px', color: 'var(--text-2)', font: '12px/1.5 var(--font-ui)', overflowWrap: 'anywhere' },
  '.cm-tooltip.cm-tooltip-autocomplete::after': { display: 'block', margin: '5px -5px 0', padding: '5px 12px', borderTop: '1px solid var(--line)', color: 'var(--text-3)', font: '11px/17px var(--font-ui)', whiteSpace: 'pre' },
  '.cm-diagnostic': { padding: '6px 12px', border: '0', borderLeft: '3px solid var(--unknown)', color: 'var(--text)', font: '12px/1.5 var(--font-ui)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--critical)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn-mark)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--critical)', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn-mark)', textUnderlineOffset: '3px' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--critical)' },
});

const colors = HighlightStyle.define([
  { tag: tags.function(tags.variableName), color: 'var(--syn-fn)' },
  { tag: tags.variableName, color: 'var(--syn-metric)' },
  { tag: [tags.labelName, tags.definition(tags.propertyName)], color: 'var(--syn-label)' },
  { tag: tags.string, color: 'var(--syn-string)' },
  { tag: tags.number, color: 'var(--syn-number)' },
  { tag: [tags.operatorKeyword, tags.modifier, tags.logicOperator], color: 'var(--syn-key)' },
  { tag: [tags.operator, tags.arithmeticOperator, tags.paren, tags.squareBracket, tags.brace], color: 'var(--syn-op)' },
  { tag: tags.comment, color: 'var(--text-3)' },
]);

export const look = [frame, popups, syntaxHighlighting(colors)];

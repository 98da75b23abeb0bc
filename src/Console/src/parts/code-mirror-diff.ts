import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { colours, isDark, languageOf, theme } from './code-mirror.ts';
import type { Language } from './code-mirror.ts';

/** Shows two texts as one; long stretches that are the same in both are folded. */
export function openDiff(host: HTMLElement, { label, before, after, language }: { label: string; before: string; after: string; language: Language }): () => void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const state = EditorState.create({
    doc: after,
    extensions: [
      lineNumbers(),
      languageOf(language),
      colours(),
      theme(isDark.matches),
      marks(isDark.matches),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      unifiedMergeView({ original: before, mergeControls: false, highlightChanges: true, syntaxHighlightDeletions: true, collapseUnchanged: { margin: 3, minSize: 6 } }),
    ],
  });
  const view = new EditorView({ state, parent: root, root });
  return () => {
    view.destroy();
    root.replaceChildren();
  };
}

function marks(dark: boolean) {
  const [went, wentText, came, cameText] = dark ? ['#ff9b931c', '#ff9b9347', '#7bd89b1c', '#7bd89b42'] : ['#b3261e12', '#b3261e30', '#17713a12', '#17713a30'];
  return EditorView.theme({
    '& .cm-deletedChunk, &.cm-merge-b .cm-deletedChunk': { backgroundColor: went, paddingLeft: '6px' },
    '& .cm-deletedChunk .cm-deletedText': { background: wentText },
    '&.cm-merge-b .cm-changedLine': { backgroundColor: came },
    '&.cm-merge-b .cm-changedText': { background: cameText },
    '& .cm-changeGutter': { width: '3px', paddingLeft: '1px' },
    '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--good)' },
    '& .cm-deletedLineGutter': { background: 'var(--bad)' },
    '& .cm-collapsedLines::before, & .cm-collapsedLines::after': { content: '"\u22ef"' },
    '& .cm-collapsedLines': { background: 'var(--tag)', color: 'var(--text)', padding: '2px 8px' },
  }, { dark });
}

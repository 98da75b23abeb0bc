import { basicSetup } from 'codemirror';
import { indentWithTab } from '@codemirror/commands';
import { javascript, typescriptLanguage } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { completeOurs } from './completion.ts';
import type { Mark } from './editor.tsx';

export interface EditorHandle { show(text: string): void; mark(at: Mark | undefined): void; close(): void }

export type Language = 'javascript' | 'json' | 'text';

interface Options { label: string; language: Language; isReadOnly: boolean; text: string; onChange: (text: string) => void; onSave: () => void }

export const isDark = matchMedia('(prefers-color-scheme: dark)');

// The usual colours have too little contrast in places.
const lightColours = HighlightStyle.define([
  { tag: tags.keyword, color: '#7a1fa2' },
  { tag: [tags.string, tags.special(tags.string)], color: '#17713a' },
  { tag: [tags.number, tags.bool, tags.null, tags.regexp], color: '#a1470b' },
  { tag: tags.comment, color: '#566075', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.propertyName], color: '#1d4ab8' },
  { tag: [tags.typeName, tags.className], color: '#8a5a00' },
]);

const darkColours = HighlightStyle.define([
  { tag: tags.keyword, color: '#c9a2ff' },
  { tag: [tags.string, tags.special(tags.string)], color: '#9bdc8f' },
  { tag: [tags.number, tags.bool, tags.null, tags.regexp], color: '#ffb37a' },
  { tag: tags.comment, color: '#9aa4b5', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.propertyName], color: '#8ec7ff' },
  { tag: [tags.typeName, tags.className], color: '#ffd479' },
]);

export function openEditor(host: HTMLElement, options: Options): EditorHandle {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let isShowing = false;
  const state = EditorState.create({
    doc: options.text,
    extensions: [
      basicSetup,
      languageOf(options.language),
      options.language === 'javascript' ? [lintGutter(), typescriptLanguage.data.of({ autocomplete: completeOurs })] : [],
      colours(),
      theme(isDark.matches),
      EditorState.readOnly.of(options.isReadOnly),
      EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
      keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => { options.onSave(); return true; } }, indentWithTab]),
      EditorView.updateListener.of((update) => { if (update.docChanged && !isShowing) options.onChange(update.state.doc.toString()); }),
    ],
  });
  const view = new EditorView({ state, parent: root, root });
  return {
    show(text) {
      if (text === view.state.doc.toString()) return;
      isShowing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isShowing = false;
    },
    mark(at) {
      if (!at) {
        view.dispatch(setDiagnostics(view.state, []));
        return;
      }
      const line = view.state.doc.line(Math.min(Math.max(at.line, 1), view.state.doc.lines));
      const from = Math.min(line.from + Math.max(at.column - 1, 0), line.to);
      view.dispatch(setDiagnostics(view.state, [{ from: Math.min(from, Math.max(line.from, line.to - 1)), to: line.to, severity: 'error', message: at.text }]), { effects: EditorView.scrollIntoView(line.from, { y: 'center' }) });
    },
    close() {
      view.destroy();
      root.replaceChildren();
    },
  };
}

/** Every JavaScript is read as the TypeScript that it might be. */
export function languageOf(language: Language): Extension {
  return language === 'json' ? json() : language === 'text' ? [] : javascript({ typescript: true });
}

export function colours(): Extension {
  return syntaxHighlighting(isDark.matches ? darkColours : lightColours);
}

export function theme(dark: boolean) {
  return EditorView.theme({
    '&': { fontSize: '13px', height: '100%', backgroundColor: 'var(--field)', color: 'var(--text)' },
    '.cm-scroller': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', lineHeight: '1.5' },
    '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--faint)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: dark ? '#ffffff12' : '#2457d60f' },
    '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
    '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--text)', borderColor: 'var(--line)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
    '.cm-completionDetail': { fontStyle: 'normal', opacity: '.8' },
    '.cm-completionInfo': { maxWidth: '24rem', padding: '.5rem .7rem', fontFamily: 'system-ui, sans-serif' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: dark ? '#3a5896' : '#bcd0f7' },
  }, { dark });
}

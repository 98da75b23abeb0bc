import { useEffect, useRef } from 'preact/hooks';
import type { EditorHandle, Language } from './code-mirror.ts';

export interface Mark { line: number; column: number; text: string }

export interface EditorProps {
  label: string;
  value: string;
  language?: Language;
  isReadOnly?: boolean;
  errorLine?: Mark | undefined;
  onChange?: (text: string) => void;
  onSave?: () => void;
}

const mostEchoes = 20;

/**
 * A code editor, loaded when it is first needed. It lives in a shadow root: there it may bring its styles as style sheets of the
 * script's making, which the content security policy allows, while it forbids style elements.
 */
export function Editor({ label, value, language = 'javascript', isReadOnly = false, errorLine, onChange, onSave }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const handle = useRef<EditorHandle | undefined>(undefined);
  const hooks = useRef({ onChange, onSave, value, errorLine });
  hooks.current = { onChange, onSave, value, errorLine };
  // What was typed comes back as the value, a moment later and perhaps after more was typed: that is nothing to show.
  const typed = useRef<string[]>([]);

  useEffect(() => {
    let isGone = false;
    void import('./code-mirror.ts').then(({ openEditor }) => {
      if (isGone || !host.current) return;
      handle.current = openEditor(host.current, {
        label, language, isReadOnly, text: hooks.current.value,
        onChange: (text) => {
          typed.current = [...typed.current.slice(1 - mostEchoes), text];
          hooks.current.onChange?.(text);
        },
        onSave: () => hooks.current.onSave?.(),
      });
      handle.current.mark(hooks.current.errorLine);
    });
    return () => {
      isGone = true;
      handle.current?.close();
      handle.current = undefined;
    };
  }, [label, language, isReadOnly]);
  useEffect(() => {
    const echo = typed.current.indexOf(value);
    typed.current = echo < 0 ? [] : typed.current.slice(echo + 1);
    if (echo < 0) handle.current?.show(value);
  }, [value]);
  useEffect(() => handle.current?.mark(errorLine), [errorLine?.line, errorLine?.text]);

  return <div class="editor" ref={host} />;
}

import { useEffect, useRef } from 'preact/hooks';
import type { Language } from './code-mirror.ts';

/** Two texts as one, with what went and what came marked. In a shadow root, for the same reason as the editor. */
export function Diff({ label, before, after, language }: { label: string; before: string; after: string; language: Language }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let close: (() => void) | undefined;
    let isGone = false;
    void import('./code-mirror-diff.ts').then(({ openDiff }) => {
      if (!isGone && host.current) close = openDiff(host.current, { label, before, after, language });
    });
    return () => {
      isGone = true;
      close?.();
    };
  }, [label, before, after, language]);
  return <div class={`diff ${language === 'javascript' ? 'code' : ''}`} ref={host} />;
}

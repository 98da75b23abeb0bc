import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import types from 'virtual:molnos-types';
import { typeOf } from './type-paths.ts';

/** What a function is given, member by member, as `runtime/types/molnos.d.ts` has it. */
export function completeOurs(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/[\w$]+(?:\??\.[\w$]*)+$/);
  if (!before) return null;
  const parts = before.text.split(/\??\./);
  const typed = parts.pop()!;
  const members = types[typeOf(parts, context.state.sliceDoc(0, context.pos), types) ?? ''];
  if (!members) return null;
  const options = Object.entries(members).map(([label, member]): Completion => ({
    label, type: member.isMethod ? 'method' : 'property', detail: member.shown, ...(member.words ? { info: member.words } : {}),
  }));
  return { from: context.pos - typed.length, options, validFor: /^[\w$]*$/ };
}

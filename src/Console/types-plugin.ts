import { readFileSync } from 'node:fs';
import { parser } from '@lezer/javascript';
import type { SyntaxNode } from '@lezer/common';
import type { Plugin } from 'vite';

const file = new URL('../../runtime/types/molnos.d.ts', import.meta.url);
const id = 'virtual:molnos-types';

interface Member { isMethod: boolean; shown: string; words?: string; leadsTo?: string }

/** The interfaces of a declaration file by name, with their members: all that completion needs to know of it. */
export function readTypes(text: string): Record<string, Record<string, Member>> {
  const types: Record<string, Record<string, Member>> = {};
  const tree = parser.configure({ dialect: 'ts' }).parse(text);
  const cut = (node: SyntaxNode) => text.slice(node.from, node.to);
  tree.iterate({
    enter({ name, node }) {
      if (name !== 'InterfaceDeclaration') return;
      const [own, body] = [node.getChild('TypeDefinition'), node.getChild('ObjectType')];
      if (!own || !body) throw new Error('An interface without a name or members.');
      const members: Record<string, Member> = types[cut(own)] = {};
      for (let member = body.firstChild; member; member = member.nextSibling) {
        const called = member.getChild('PropertyDefinition');
        if (!called) continue;
        const label = cut(called);
        const shown = text.slice(called.to, member.to).replace(/^[?:\s]+|[;,]\s*$/g, '').replace(/\s+/g, ' ');
        const words = commentBefore(member, cut);
        members[label] ??= { isMethod: member.name === 'MethodType' || shown.includes('=>'), shown, ...(words ? { words } : {}) };
      }
    },
  });
  // A record has a member for each of its names, whether it has a name of its own or is part of an interface.
  for (const [, name = '', names = '', shown = ''] of text.matchAll(/(?:type|interface) (\w+) (?:=|extends) Record<(\w+), (\([^\n]*)>(?:;| \{)\n/g)) {
    const keys = new RegExp(`type ${names} = ([^;]+);`).exec(text)?.[1]?.match(/\w+/g) ?? [];
    types[name] = { ...Object.fromEntries(keys.map((key) => [key, { isMethod: true, shown }])), ...types[name] };
  }
  link(types);
  return types;
}

/** Where a member's type is one of these, completion goes on there. */
function link(types: Record<string, Record<string, Member>>): void {
  for (const members of Object.values(types)) {
    for (const member of Object.values(members)) {
      const named = member.isMethod ? undefined : /^(?:Pick<)?(\w+)/.exec(member.shown)?.[1];
      // Within a context, `Input` is most often a request.
      const leadsTo = named === 'Input' ? 'FunctionRequest' : named;
      if (leadsTo && types[leadsTo]) member.leadsTo = leadsTo;
    }
  }
}

function commentBefore(node: SyntaxNode, cut: (node: SyntaxNode) => string): string | undefined {
  const before = node.prevSibling;
  if (before?.name !== 'BlockComment') return undefined;
  return cut(before).replace(/^\/\*+|\*\/$/g, '').replace(/^\s*\*\s?/gm, ' ').replace(/\s+/g, ' ').trim();
}

/** Completion is made of the declarations that authors copy, at each build, so that it says what they say. */
export const molnosTypes: Plugin = {
  name: 'molnos-types',
  resolveId: (source) => source === id ? `\0${id}` : null,
  load(source) {
    if (source !== `\0${id}`) return null;
    this.addWatchFile(file.pathname);
    return `export default ${JSON.stringify(readTypes(readFileSync(file, 'utf8')))}`;
  },
};

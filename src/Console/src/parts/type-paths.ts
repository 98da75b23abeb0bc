/** A member of one of our types: what it is shown as, what is said of it, and the type of ours that it leads to. */
export interface Member { isMethod: boolean; shown: string; words?: string; leadsTo?: string }

/** Our types by name, each with its members by name. */
export type Types = Record<string, Record<string, Member>>;

/**
 * The type of ours that a path such as `context.bindings.databases` has, by the names that handlers' parameters and what is taken out of
 * them have in the code before it.
 */
export function typeOf(path: readonly string[], code: string, types: Types): string | undefined {
  const [root, ...rest] = path;
  return rest.reduce<string | undefined>((type, name) => Object.hasOwn(types[type ?? ''] ?? {}, name) ? types[type!]![name]!.leadsTo : undefined, rootsOf(code, types).get(root ?? ''));
}

const usual: [string, string][] = [['request', 'FunctionRequest'], ['req', 'FunctionRequest'], ['event', 'FunctionEvent'], ['tick', 'ScheduleTick'], ['context', 'Context'], ['ctx', 'Context']];

/** Names that mean something of ours. */
function rootsOf(code: string, types: Types): Map<string, string> {
  const roots = new Map(usual);
  // handler(r, c), handler = async (r, c) =>, fetch(request, env, c): the last of two or three is the context, a first of any name a request.
  for (const [, first = '', last = ''] of code.matchAll(/(?:handler\s*(?:=\s*)?(?:async\s*)?(?:function\s*)?|default\s+(?:async\s+)?function\s*\w*\s*)\(\s*([^(),]*?|\{[^}]*\})(?:,\s*([^(),]*?|\{[^)]*\}))?\s*\)/g)) {
    take(first, roots.get(nameOf(first)) ?? 'FunctionRequest', roots, types);
    take(last, 'Context', roots, types);
  }
  for (const [, , last = ''] of code.matchAll(/fetch\s*\(\s*(\w+)[^(),]*,[^(),]*,\s*([^()]+)\)\s*\{/g)) take(last, 'Context', roots, types);
  // const { databases } = context.bindings, and const db = context.bindings.databases.
  for (const [, to = '', from = ''] of code.matchAll(/(?:const|let|var)\s+(\{[^}]*\}|[\w$]+)\s*=\s*([\w$]+(?:\.[\w$]+)*)\s*(?:;|\n|$)/g)) {
    const [root, ...rest] = from.split('.');
    take(to, rest.reduce<string | undefined>((type, name) => types[type ?? '']?.[name]?.leadsTo, roots.get(root!)), roots, types);
  }
  return roots;
}

function nameOf(parameter: string): string {
  return /^[\w$]+/.exec(parameter)?.[0] ?? '';
}

/** A name, or names in braces, that stand for something of a type. */
function take(pattern: string, type: string | undefined, roots: Map<string, string>, types: Types): void {
  if (!type || pattern === '') return;
  if (!pattern.startsWith('{')) {
    if (nameOf(pattern)) roots.set(nameOf(pattern), type);
    return;
  }
  for (const [, name = '', nested, alias] of pattern.slice(1).matchAll(/([\w$]+)\s*(?::\s*(?:(\{[^}]*\})|([\w$]+)))?/g)) {
    const inner = Object.hasOwn(types[type] ?? {}, name) ? types[type]![name]!.leadsTo : undefined;
    if (!inner) continue;
    if (nested) take(nested, inner, roots, types);
    else roots.set(alias ?? name, inner);
  }
}

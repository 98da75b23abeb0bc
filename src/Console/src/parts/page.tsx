import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Late, Link, Problem } from './basics.tsx';
import type { Pages } from './use-pages.ts';

/** The top of a page: where it belongs, its name, what it is for, and what can be done. */
export function PageHead({ title, lead, above, mark, children }: { title: string; lead?: ComponentChildren; above?: [string, string]; mark?: ComponentChildren; children?: ComponentChildren }) {
  useEffect(() => { document.title = `${title} · MolnOS Sandbox`; }, [title]);
  return (
    <div>
      {above && <p class="trail"><Link to={above[0]}>{above[1]}</Link></p>}
      <div class="head">
        <h1>{title} {mark}</h1>
        <div class="row">{children}</div>
      </div>
      {lead && <p class="lead">{lead}</p>}
    </div>
  );
}

/** Says that nothing is here, and what to do next. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return <section class="empty panel"><h2>{title}</h2>{children}</section>;
}

/** Parts of one place, each at an address of its own. */
export function Tabs({ label, tabs, current }: { label: string; tabs: { to: string; title: string }[]; current: string }) {
  return <nav class="tabs" aria-label={label}>{tabs.map((tab) => <Link key={tab.to} to={tab.to} current={tab.to === current}>{tab.title}</Link>)}</nav>;
}

/** A table of a list that comes in pages, and what stands in its place while there is none. */
export function PagedTable<T>({ label, pages, columns, empty, children }: {
  label: string; pages: Pages<T>; columns: { title: string; class?: string; isHidden?: boolean }[]; empty: ComponentChildren; children: (row: T) => ComponentChildren;
}) {
  const { rows, hasMore, error, isBusy, more, reload } = pages;
  return (
    <>
      <Problem error={error} retry={reload} />
      {!rows ? !error && <Late>Loading…</Late> : rows.length === 0 && !hasMore ? empty : (
        <>
          <div class="scroll" role="region" aria-label={label} tabIndex={0}><table aria-busy={isBusy}>
            <thead><tr>{columns.map((column) => <th key={column.title} scope="col" class={column.class ?? ''}>{column.isHidden ? <span class="hidden">{column.title}</span> : column.title}</th>)}</tr></thead>
            <tbody>{rows.map(children)}</tbody>
          </table></div>
          {hasMore && <button type="button" class="more" disabled={isBusy} onClick={more}>Show more</button>}
        </>
      )}
    </>
  );
}

export function Pill({ kind, children }: { kind?: 'ok' | 'off' | 'care'; children: ComponentChildren }) {
  return <span class={kind ? `pill ${kind}` : 'pill'}>{children}</span>;
}

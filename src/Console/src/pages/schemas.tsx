import { ago } from '../model/format.ts';
import { api, can } from '../model/session.ts';
import { Link } from '../parts/basics.tsx';
import { NamedOnly } from '../parts/named-only.tsx';
import { Empty, PagedTable, PageHead } from '../parts/page.tsx';
import { usePages } from '../parts/use-pages.ts';
import { NewSchemaPage } from '../data/new-schema.tsx';
import { SchemaPage } from '../data/schema.tsx';
import type { PageProps } from '../app.tsx';
import type { Schema } from '../model/stored.ts';

/** All schemas, one, or one that is being written. */
export function SchemasPage({ below: [name, version] }: PageProps) {
  if (name === '+') return <NewSchemaPage />;
  if (name) return <SchemaPage key={name} name={name} {...(version ? { version: Number(version) } : {})} />;
  return can('schemas.read') ? <AllSchemas /> : <NamedOnly title="Schemas" things="schemas" permission="schemas.schema.read" place="/schemas" />;
}

function AllSchemas() {
  const pages = usePages(async (cursor, signal) => {
    const query = new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) });
    const { schemas, cursor: next } = await api().get<{ schemas: Schema[]; cursor?: string }>(`/schemas?${query}`, signal);
    return { rows: schemas, cursor: next };
  }, []);
  const mayCreate = can('schemas.create');
  return (
    <>
      <PageHead title="Schemas" lead={<>What data must look like, as JSON Schema. Functions ask by <code>context.bindings.schemas.validate</code>; a version never changes.</>}>
        {mayCreate && <Link to="/schemas/+" class="button primary">New schema</Link>}
      </PageHead>
      <PagedTable label="Schemas" pages={pages} columns={[{ title: 'Name' }, { title: 'Description' }, { title: 'Newest version', class: 'number' }, { title: 'Changed', class: 'aside' }]}
        empty={(
          <Empty title="No schemas yet">
            <p>Describe once what an order or a user is; functions and this console check data against it.</p>
            {mayCreate && <Link to="/schemas/+" class="button primary">Write the first one</Link>}
          </Empty>
        )}>
        {(schema) => (
          <tr key={schema.name}>
            <th scope="row"><Link to={`/schemas/${schema.name}`}>{schema.name}</Link></th>
            <td class="wide-cell"><div class="cut">{schema.description}</div></td><td class="number">{schema.version}</td><td class="stamp aside" title={schema.createdAt}>{ago(schema.createdAt)} by {schema.createdBy}</td>
          </tr>
        )}
      </PagedTable>
    </>
  );
}

import { can } from '../model/session.ts';
import { PageHead, Tabs } from '../parts/page.tsx';
import { Accounts } from '../access/accounts.tsx';
import { Me } from '../access/me.tsx';
import { Roles } from '../access/roles.tsx';
import type { PageProps } from '../app.tsx';

/** Who may do what: you, the service accounts, and the roles. */
export function AccessPage({ below: [part = ''] }: PageProps) {
  const parts = [
    { id: '', title: 'You', View: Me },
    ...(can('identity.read') ? [{ id: 'accounts', title: 'Service accounts', View: Accounts }, { id: 'roles', title: 'Roles', View: Roles }] : []),
  ];
  const chosen = parts.find((one) => one.id === part) ?? parts[0]!;
  return (
    <>
      <PageHead title="Access" lead="A service account has a key and roles; a role is a list of permissions. Functions have accounts of their own, which may do what their bindings say." />
      {parts.length > 1 && <Tabs label="Access" tabs={parts.map((one) => ({ to: address(one.id), title: one.title }))} current={address(chosen.id)} />}
      <chosen.View />
    </>
  );
}

function address(id: string): string {
  return id ? `/access/${id}` : '/access';
}

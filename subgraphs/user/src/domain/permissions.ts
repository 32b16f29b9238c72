/** Something a member may do, as code and roles name it. */
export interface Permission {
  /** `noun:verb` */
  key: string;
  description: string;
}

/** Everything a role of an organization can allow. Platform staff have scopes of their own, which no role can hold. */
export const PERMISSIONS: readonly Permission[] = [
  { key: 'org:read', description: 'See the organization and its profile.' },
  { key: 'org:write', description: 'Change the profile of the organization.' },
  { key: 'org:members:read', description: 'See who belongs to the organization, with roles and e-mail addresses.' },
  { key: 'org:members:write', description: 'Invite people, change their roles, suspend and remove them.' },
  { key: 'org:roles:write', description: 'Create, change and delete roles of the organization.' },
  { key: 'org:security:write', description: 'Set how members log in: second factors, lifetimes of sessions, networks.' },
  { key: 'org:keys:write', description: 'Create, change and revoke service accounts and their API keys.' },
  { key: 'org:modules:read', description: 'See which modules the organization has.' },
  { key: 'org:modules:write', description: 'Switch modules on and off and change their configuration.' },
  { key: 'org:billing:read', description: 'See plan, usage and invoices.' },
  { key: 'org:billing:write', description: 'Change the plan and the way of payment.' },
  { key: 'org:audit:read', description: 'Read the audit trail.' },
  { key: 'org:audit:export', description: 'Export the audit trail.' },
  { key: 'org:logs:read', description: "Read the logs of the organization's own requests." },
  { key: 'org:export', description: "Export all of the organization's data." },
  { key: 'org:ownership:write', description: 'Hand the organization over to another owner.' },
];

/** The key of the built-in role that an organization must never be without. */
export const OWNER_ROLE = 'owner';

import './modules.css';
import { type Client, createClient } from 'graphql-ws';

/**
 * A dashboard as small as one can be: the modules of an organization, followed as they change. It shows the way to a page without a
 * gap: ask for the position first, then for the data, then subscribe from the position.
 */

interface OrganizationModule {
  enabled: boolean;
  module: { key: string; name: string };
}

interface Board {
  organization: { id: string; name: string; modules: { nodes: OrganizationModule[] } };
}

interface GraphqlAnswer<Data> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: { code?: string; cursor?: string } }[];
}

const LOGIN = `mutation Login($input: LoginInput!) {
  login(input: $input) { outcome { __typename ... on TokenPair { accessToken } } userErrors { message } }
}`;
const WHO = 'query Who { organization { id } }';
const POSITION = 'query Position($id: ID!) { organizationModuleChangedPosition(organizationId: $id) }';
const BOARD = 'query Board { organization { id name modules(first: 100) { nodes { enabled module { key name } } } } }';
const CHANGED = `subscription Changed($id: ID!) {
  organizationModuleChanged(organizationId: $id) { change occurredAt organizationModule { enabled module { key name } } }
}`;
const SWITCH = (verb: 'Enable' | 'Disable') => `mutation Switch($input: OrganizationModuleInput!) {
  organizationModule${verb}(input: $input) { userErrors { message } }
}`;

const element = <Type extends HTMLElement>(id: string) => document.getElementById(id) as Type;
const say = (text: string) => {
  element('status').textContent = text;
};

let token = '';

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as GraphqlAnswer<Data>;
  if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? 'There was no answer');
  return data;
}

async function logIn(email: string, password: string): Promise<void> {
  const { login } = await ask<{ login: { outcome: { accessToken?: string } | null; userErrors: { message: string }[] } }>(LOGIN, {
    input: { email, password },
  });
  if (!login.outcome?.accessToken) throw new Error(login.userErrors[0]?.message ?? 'The account belongs to several organizations');
  token = login.outcome.accessToken;
}

function show({ enabled, module }: OrganizationModule, organizationId: string): void {
  const id = `module-${module.key}`;
  const row = document.getElementById(id) ?? element('modules').appendChild(document.createElement('li'));
  row.id = id;
  row.dataset.enabled = String(enabled);
  const button = document.createElement('button');
  button.textContent = enabled ? 'Disable' : 'Enable';
  button.setAttribute('aria-label', `${button.textContent} ${module.key}`);
  button.addEventListener('click', () => {
    const input = { organizationId, moduleKey: module.key };
    ask(SWITCH(enabled ? 'Disable' : 'Enable'), { input }).catch((error: Error) => say(error.message));
  });
  row.replaceChildren(`${module.name}: ${enabled ? 'enabled' : 'disabled'}`, button);
}

async function showAll(): Promise<void> {
  const { organization } = await ask<Board>(BOARD);
  element('organization').textContent = organization.name;
  element('modules').replaceChildren();
  for (const each of organization.modules.nodes) show(each, organization.id);
  element('board').hidden = false;
}

interface Changed {
  organizationModuleChanged: { change: string; occurredAt: string; organizationModule: OrganizationModule | null } | null;
}

function follow(client: Client, id: string, cursor: string): void {
  client.subscribe<Changed>(
    { query: CHANGED, variables: { id }, extensions: { resume: { cursor } } },
    {
      next({ data, errors }) {
        // Something was missed that cannot be had any more: the subscription goes on, and the page is read again.
        if (errors?.some(({ extensions }) => extensions?.code === 'RESYNC_REQUIRED')) void showAll();
        const changed = data?.organizationModuleChanged;
        if (!changed) return;
        if (changed.organizationModule) show(changed.organizationModule, id);
        const entry = document.createElement('li');
        entry.textContent = `${changed.change} ${changed.organizationModule?.module.key ?? ''} ${changed.occurredAt}`;
        element('events').prepend(entry);
      },
      error: (error) => say(Array.isArray(error) ? error.map(({ message }) => message).join(', ') : 'The connection is gone'),
      complete: () => say('The subscription has ended'),
    },
  );
}

async function begin(email: string, password: string): Promise<void> {
  await logIn(email, password);
  const { organization } = await ask<{ organization: { id: string } }>(WHO);
  const position = await ask<{ organizationModuleChangedPosition: string }>(POSITION, { id: organization.id });
  await showAll();
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({ url: url.href, connectionParams: () => ({ authorization: `Bearer ${token}` }) });
  client.on('connected', () => say('Live'));
  follow(client, organization.id, position.organizationModuleChangedPosition);
}

element<HTMLFormElement>('login').addEventListener('submit', (event) => {
  event.preventDefault();
  begin(element<HTMLInputElement>('email').value, element<HTMLInputElement>('password').value).catch((error: Error) => say(error.message));
});

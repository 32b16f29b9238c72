import { ask } from '../door.js';
import type { Commons } from '../generate/meaning.js';
import type { Site } from '../run/site.js';

const DOCUMENT = `{
  modules(first: 100) { nodes { key latest { id } } }
  industryTemplates { code current { id } }
  plans { id key }
  permissions { key }
}`;

type Keyed = { key: string; code: string; id: string; latest: { id: string } | null; current: { id: string } | null };

/** What the catalogues offer to everybody. */
export async function commonsOf({ fleet }: Pick<Site, 'fleet'>): Promise<Commons> {
  const { modules, industryTemplates, plans, permissions } = await ask(fleet, { document: DOCUMENT });
  return {
    moduleKey: modules.nodes.map(({ key }: Keyed) => key),
    moduleVersion: modules.nodes.flatMap(({ latest }: Keyed) => latest?.id ?? []),
    templateCode: industryTemplates.map(({ code }: Keyed) => code),
    templateVersion: industryTemplates.flatMap(({ current }: Keyed) => current?.id ?? []),
    planId: plans.map(({ id }: Keyed) => id),
    planKey: plans.map(({ key }: Keyed) => key),
    permission: permissions.map(({ key }: Keyed) => key),
    builtInRole: ['owner', 'admin', 'manager', 'employee'],
  };
}

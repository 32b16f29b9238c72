import { Cursor } from '@mikro-orm/core';
import { type Connection, type PageArgs, refuseCursor } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { type Module, type ModuleCategory, ModuleStatus } from '../domain/module.entity.js';
import { pageOf } from './page-of.js';
import type { ModuleInfo } from './read-modules.js';
import { registryOfActive, registryOfAll } from './registry-caches.js';

export interface ModuleFilter {
  status?: ModuleStatus[] | null;
  category?: ModuleCategory[] | null;
  /** Part of the name or the key. */
  query?: string | null;
}

/** Drafts are the platform's own business. */
export const maySee = ({ actor }: RegistryContext, module: Pick<Module, 'status'>) =>
  module.status !== ModuleStatus.DRAFT || actor.isPlatform;

/** A page of the registry, by key, for everybody. */
export async function listModules(ctx: RegistryContext, filter: ModuleFilter, page: PageArgs): Promise<Connection<ModuleInfo>> {
  const isOnOffer = filter.status?.every((status) => status === ModuleStatus.ACTIVE);
  const modules = (await ctx.caches.one(isOnOffer ? registryOfActive : registryOfAll))?.modules ?? [];
  const part = filter.query?.toLowerCase();
  return pageOf(modules, {
    page,
    cursorOf: ({ key }) => Cursor.encode([key]),
    behind: (cursor) => placeBehind(modules, cursor),
    where: (module) =>
      maySee(ctx, module) &&
      (filter.status?.includes(module.status) ?? true) &&
      (filter.category?.includes(module.category) ?? true) &&
      (!part || [module.name, module.key].some((text) => text.toLowerCase().includes(part))),
  });
}

/** No module is ever removed; one that has left the list by its status leaves its place. */
function placeBehind(modules: readonly ModuleInfo[], cursor: string): number {
  const key = keyOf(cursor);
  const index = modules.findIndex((module) => module.key > key);
  return index < 0 ? modules.length : index;
}

/** @throws BAD_USER_INPUT for a cursor that no list has given out. */
function keyOf(cursor: string): string {
  try {
    const [key, ...rest] = Cursor.decode(cursor) as unknown[];
    if (typeof key === 'string' && rest.length === 0) return key;
  } catch {
    // Not even JSON: refused below like every other text.
  }
  throw refuseCursor();
}

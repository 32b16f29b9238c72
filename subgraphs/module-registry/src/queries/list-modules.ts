import { type Connection, connection, type PageArgs } from '@supergraph/kernel/db';
import type { RegistryContext } from '../context.js';
import { Module, type ModuleCategory, ModuleStatus } from '../domain/module.entity.js';

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
export async function listModules(ctx: RegistryContext, filter: ModuleFilter, page: PageArgs): Promise<Connection<Module>> {
  const status = (filter.status ?? Object.values(ModuleStatus)).filter((one) => maySee(ctx, { status: one }));
  const contains = filter.query ? { $ilike: `%${filter.query.replace(/[\\%_]/g, '\\$&')}%` } : undefined;
  const found = await connection(ctx.em, Module, {
    where: {
      status: { $in: status },
      ...(filter.category ? { category: { $in: filter.category } } : {}),
      ...(contains ? { $or: [{ name: contains }, { key: contains }] } : {}),
    },
    orderBy: [{ key: 'asc' }],
    page,
  });
  // Modules point at each other: those of the page need no second look.
  for (const module of found.nodes) ctx.loaders.moduleByKey.prime(module.key, module);
  return found;
}

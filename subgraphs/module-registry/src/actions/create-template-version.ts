import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { industryTemplateUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { IndustryTemplate } from '../domain/industry-template.entity.js';
import { TemplateVersion } from '../domain/template-version.entity.js';
import { checkTemplateItems, templateItems } from './check-template-items.js';
import { text } from './module-fields.js';

const input = z.object({
  code: z.string(),
  items: templateItems,
  changelog: text(5_000).nullish(),
});

export type CreateTemplateVersion = z.input<typeof input>;

/** Publishes a new version of a template. Organizations that have an older one keep what they have. */
export function createTemplateVersion(ctx: RegistryContext, values: CreateTemplateVersion): Promise<IndustryTemplate> {
  const { code, items, changelog } = parseInput(input, values, []);
  return inTransaction(ctx.em, async () => {
    // The lock numbers the versions one after the other.
    const template = await ctx.em.findOne(IndustryTemplate, { code }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!template) throw CommonErrors.NOT_FOUND('Template').at('code');
    const number = 1 + (await ctx.em.count(TemplateVersion, { templateCode: code }));
    const version = new TemplateVersion(code, number, { items: await checkTemplateItems(ctx, items, ['items']), changelog });

    ctx.em.persist(version);
    template.currentVersionId = version.id;
    ctx.events.raise(industryTemplateUpdated, { code, name: template.name, status: template.status, version: number });

    await ctx.em.flush();
    return template;
  });
}

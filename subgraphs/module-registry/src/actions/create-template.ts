import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { parseInput } from '@supergraph/kernel/errors';
import { industryTemplateCreated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { IndustryTemplate } from '../domain/industry-template.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { registryKey } from '../domain/registry-key.js';
import { TemplateVersion } from '../domain/template-version.entity.js';
import { checkTemplateItems, templateItems } from './check-template-items.js';
import { name, text } from './module-fields.js';

const input = z.object({
  code: registryKey,
  name,
  description: text(1_000).nullish(),
  items: templateItems,
});

export type CreateTemplate = z.input<typeof input>;

/** Puts a new industry on offer; its first version is published at once. */
export function createTemplate(ctx: RegistryContext, values: CreateTemplate): Promise<IndustryTemplate> {
  const { code, name, description, items } = parseInput(input, values);
  const taken = () => RegistryErrors.TEMPLATE_CODE_TAKEN(code).at('input', 'code');
  return inTransaction(ctx.em, async () => {
    if (await ctx.em.count(IndustryTemplate, { code })) throw taken();
    const version = new TemplateVersion(code, 1, { items: await checkTemplateItems(ctx, items, ['input', 'items']) });
    const template = new IndustryTemplate({ code, name, description, currentVersionId: version.id });

    ctx.em.persist([template, version]);
    ctx.events.raise(industryTemplateCreated, { code, name, status: template.status, version: version.version });

    await ctx.em.flush().catch((error) => {
      throw error instanceof UniqueConstraintViolationException ? taken() : error;
    });
    return template;
  });
}

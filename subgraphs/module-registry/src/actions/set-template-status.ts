import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
import { industryTemplateArchived, industryTemplateUpdated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { RegistryContext } from '../context.js';
import { IndustryTemplate, TemplateStatus } from '../domain/industry-template.entity.js';
import { TemplateVersion } from '../domain/template-version.entity.js';
import { checkTemplateItems } from './check-template-items.js';

const input = z.object({ code: z.string(), status: z.enum(TemplateStatus) });

export type SetTemplateStatus = z.input<typeof input>;

/** Puts a template on offer or takes it off. Organizations that have it keep what they have. */
export function setTemplateStatus(ctx: RegistryContext, values: SetTemplateStatus): Promise<IndustryTemplate> {
  const { code, status } = parseInput(input, values, []);
  return inTransaction(ctx.em, async () => {
    const template = await ctx.em.findOne(IndustryTemplate, { code }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!template) throw CommonErrors.NOT_FOUND('Template').at('code');
    const current = await ctx.em.findOneOrFail(TemplateVersion, { id: template.currentVersionId });
    if (status === TemplateStatus.ACTIVE) await checkCanBeApplied(ctx, current);

    if (template.status !== status) {
      template.status = status;
      announce(ctx, template, current);
    }

    await ctx.em.flush();
    return template;
  });
}

function announce({ events }: RegistryContext, { code, name, status }: IndustryTemplate, { version }: TemplateVersion): void {
  const definition = status === TemplateStatus.ACTIVE ? industryTemplateUpdated : industryTemplateArchived;
  events.raise(definition, { code, name, status, version });
}

/** While a template was off offer, its modules may have been retired. */
async function checkCanBeApplied(ctx: RegistryContext, { items }: TemplateVersion): Promise<void> {
  const required = items.filter((item) => item.required);
  if (required.length > 0) await checkTemplateItems(ctx, required, ['status']);
}

import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput } from '@supergraph/kernel/errors';
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
    if (status === TemplateStatus.ACTIVE) await checkCanBeApplied(ctx, template);

    template.status = status;

    await ctx.em.flush();
    return template;
  });
}

/** While a template was off offer, its modules may have been retired. */
async function checkCanBeApplied(ctx: RegistryContext, { currentVersionId }: IndustryTemplate): Promise<void> {
  const { items } = await ctx.em.findOneOrFail(TemplateVersion, { id: currentVersionId });
  const required = items.filter((item) => item.required);
  if (required.length > 0) await checkTemplateItems(ctx, required, ['status']);
}

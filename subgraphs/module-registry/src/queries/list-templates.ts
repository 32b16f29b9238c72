import type { RegistryContext } from '../context.js';
import { IndustryTemplate, TemplateStatus } from '../domain/industry-template.entity.js';

/** The industry templates by name: few, so that they come as a whole. */
export function listTemplates({ em }: RegistryContext, activeOnly: boolean): Promise<IndustryTemplate[]> {
  return em.find(IndustryTemplate, activeOnly ? { status: TemplateStatus.ACTIVE } : {}, { orderBy: { name: 'asc', code: 'asc' } });
}

import type { RegistryContext } from '../context.js';
import { type TemplateInfo, templatesOfAll, templatesOnOffer } from './module-caches.js';

/** The industry templates by name: few, so that they come as a whole. */
export async function listTemplates({ caches }: RegistryContext, activeOnly: boolean): Promise<readonly TemplateInfo[]> {
  return (await caches.one(activeOnly ? templatesOnOffer : templatesOfAll)) ?? [];
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { TemplateStatus } from '../domain/industry-template.entity.js';

/** Codes of the active templates that, as they are now, require a module. */
export async function findTemplatesRequiring(em: EntityManager, moduleKey: string): Promise<string[]> {
  const schema = em.config.get('schema');
  const rows = await em.execute<{ code: string }[]>(
    `select t.code from "${schema}".industry_template t join "${schema}".template_version v on v.id = t.current_version_id
     where t.status = ? and v.items @> ?::jsonb order by t.code`,
    [TemplateStatus.ACTIVE, JSON.stringify([{ moduleKey, required: true }])],
  );
  return rows.map(({ code }) => code);
}

import { Migration } from '@mikro-orm/migrations';
import { sqlValue } from './sql-values.js';

interface SeededTemplate {
  code: string;
  name: string;
  description: string;
  /** In the order of display; the first `required` of them are required. */
  modules: string[];
  required: number;
  /** What suits the industry better than a module's own defaults. */
  config?: Record<string, object>;
}

/** The industries that the product starts with; from here on they are rows like any other. */
const TEMPLATES: readonly SeededTemplate[] = [
  {
    code: 'technology',
    name: 'Technology',
    description: 'Software houses, IT services and start-ups.',
    modules: ['projects', 'crm', 'hr', 'finance', 'products'],
    required: 3,
    config: { projects: { taskStatuses: ['Backlog', 'In progress', 'In review', 'Done'] } },
  },
  {
    code: 'manufacturing',
    name: 'Manufacturing',
    description: 'Factories and workshops with materials, stock and orders.',
    modules: ['projects', 'inventory', 'finance', 'hr', 'crm'],
    required: 3,
    config: { inventory: { valuation: 'STANDARD' } },
  },
  {
    code: 'retail',
    name: 'Retail',
    description: 'Shops and chains, on site and online.',
    modules: ['inventory', 'crm', 'finance', 'products', 'contact'],
    required: 4,
    config: { inventory: { lowStockThreshold: 25 } },
  },
  {
    code: 'healthcare',
    name: 'Healthcare',
    description: 'Practices, clinics and care services.',
    modules: ['hr', 'finance', 'crm', 'projects', 'contact'],
    required: 2,
    config: { hr: { workingDaysPerWeek: 7 } },
  },
  {
    code: 'finance',
    name: 'Finance',
    description: 'Banks, insurers, funds and advisers.',
    modules: ['finance', 'crm', 'hr', 'projects'],
    required: 2,
  },
  {
    code: 'construction',
    name: 'Construction',
    description: 'Building contractors, crafts and real estate development.',
    modules: ['projects', 'finance', 'hr', 'inventory', 'crm'],
    required: 3,
    config: { projects: { defaultView: 'timeline' } },
  },
  {
    code: 'professional-services',
    name: 'Professional Services',
    description: 'Consultancies, agencies, law firms and accountants.',
    modules: ['projects', 'crm', 'finance', 'hr', 'career'],
    required: 3,
    config: { finance: { invoice: { dueDays: 14 } } },
  },
  {
    code: 'education',
    name: 'Education',
    description: 'Schools, universities and training providers.',
    modules: ['hr', 'finance', 'projects', 'crm', 'career'],
    required: 2,
    config: { finance: { fiscalYearStartMonth: 9 } },
  },
];

const idOf = (kind: number, index: number) => `0190b000-0000-7000-800${kind}-${String(index + 1).padStart(12, '0')}`;

export class SeedTemplates extends Migration {
  override up(): void {
    for (const [index, template] of TEMPLATES.entries()) this.#insert(template, index);
  }

  #insert({ code, name, description, modules, required, config = {} }: SeededTemplate, index: number): void {
    const described = [code, name, description, 'ACTIVE'].map(sqlValue).join(', ');
    this.addSql(`insert into industry_template (id, created_at, updated_at, code, name, description, status, current_version_id)
      values ('${idOf(3, index)}', now(), now(), ${described}, '${idOf(4, index)}')`);
    const items = modules.map((moduleKey, place) => ({
      moduleKey,
      required: place < required,
      defaultConfig: config[moduleKey] ?? {},
      displayOrder: (place + 1) * 10,
    }));
    this.addSql(`insert into template_version (id, created_at, updated_at, template_code, version, status, items, published_at)
      values ('${idOf(4, index)}', now(), now(), ${sqlValue(code)}, 1, 'PUBLISHED', ${sqlValue(items)}, now())`);
  }
}

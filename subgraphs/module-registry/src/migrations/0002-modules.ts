import { Migration } from '@mikro-orm/migrations';
import { sqlTexts, sqlValue } from './sql-values.js';

type Properties = Record<string, Record<string, unknown>>;

interface SeededModule {
  key: string;
  name: string;
  description: string;
  category: 'CORE' | 'INDUSTRY' | 'ADDON';
  icon: string;
  color: string;
  permissions: string[];
  /** Properties of the configuration, each with its default. */
  config: Properties;
  requires?: { moduleKey: string; range: string; optional: boolean }[];
}

const toggle = (title: string, value: boolean) => ({ type: 'boolean', title, default: value });
const count = (title: string, minimum: number, maximum: number, value: number) => ({
  type: 'integer',
  title,
  minimum,
  maximum,
  default: value,
});
const choice = (title: string, options: string[]) => ({ type: 'string', title, enum: options, default: options[0] });
const list = (title: string, value: string[]) => ({
  type: 'array',
  title,
  items: { type: 'string', minLength: 1, maxLength: 50 },
  maxItems: 50,
  uniqueItems: true,
  default: value,
});
const currency = { type: 'string', title: 'Currency, ISO 4217', pattern: '^[A-Z]{3}$', default: 'USD' };
const clock = (title: string, value: string) => ({ type: 'string', title, pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', default: value });
const needs = (moduleKey: string, optional = false) => ({ moduleKey, range: '^1.0.0', optional });

/** The modules that the product starts with; from here on they are rows like any other. */
const MODULES: readonly SeededModule[] = [
  {
    key: 'projects',
    name: 'Projects',
    description: 'Projects, tasks, milestones and time sheets.',
    category: 'CORE',
    icon: 'folder-kanban',
    color: '#2563eb',
    permissions: ['projects:read', 'projects:write', 'projects:manage', 'timesheets:write'],
    config: {
      defaultView: choice('View that opens first', ['board', 'list', 'timeline']),
      timeTracking: toggle('People log their time', true),
      taskStatuses: list('Statuses of a task', ['To do', 'In progress', 'Done']),
    },
  },
  {
    key: 'hr',
    name: 'Human Resources',
    description: 'Employees, departments, positions and their documents.',
    category: 'CORE',
    icon: 'users',
    color: '#7c3aed',
    permissions: ['employees:read', 'employees:write', 'departments:write'],
    config: {
      probationMonths: count('Length of the probation in months', 0, 24, 3),
      workingDaysPerWeek: count('Working days in a week', 1, 7, 5),
      employeeNumberPrefix: { type: 'string', title: 'Begin of an employee number', maxLength: 10, default: 'EMP-' },
    },
  },
  {
    key: 'finance',
    name: 'Finance & Accounting',
    description: 'Ledger, invoices, expenses, payments and budgets.',
    category: 'CORE',
    icon: 'landmark',
    color: '#059669',
    permissions: ['ledger:read', 'ledger:write', 'invoices:read', 'invoices:write', 'payments:approve'],
    config: {
      currency,
      fiscalYearStartMonth: count('First month of the fiscal year', 1, 12, 1),
      invoice: {
        type: 'object',
        title: 'Invoices',
        properties: {
          prefix: { type: 'string', title: 'Begin of an invoice number', maxLength: 10, default: 'INV-' },
          dueDays: count('Days until an invoice is due', 0, 365, 30),
        },
        additionalProperties: false,
        default: { prefix: 'INV-', dueDays: 30 },
      },
    },
  },
  {
    key: 'crm',
    name: 'Customer Relations',
    description: 'Leads, opportunities, customers and the sales pipeline.',
    category: 'CORE',
    icon: 'handshake',
    color: '#ea580c',
    permissions: ['leads:read', 'leads:write', 'customers:read', 'customers:write', 'deals:manage'],
    config: {
      pipelineStages: list('Stages of the pipeline', ['New', 'Qualified', 'Proposal', 'Won', 'Lost']),
      autoAssignLeads: toggle('New leads are handed out by themselves', false),
    },
  },
  {
    key: 'inventory',
    name: 'Inventory',
    description: 'Warehouses, stock levels, movements and reordering.',
    category: 'INDUSTRY',
    icon: 'warehouse',
    color: '#ca8a04',
    permissions: ['stock:read', 'stock:write', 'warehouses:manage'],
    config: {
      valuation: choice('How stock is valued', ['FIFO', 'AVERAGE', 'STANDARD']),
      lowStockThreshold: count('Warn below this many pieces', 0, 1_000_000, 10),
      allowNegativeStock: toggle('Stock may fall below zero', false),
    },
    requires: [needs('products', true)],
  },
  {
    key: 'products',
    name: 'Products',
    description: 'The catalogue: products, variants, prices and categories.',
    category: 'INDUSTRY',
    icon: 'package',
    color: '#0891b2',
    permissions: ['products:read', 'products:write', 'prices:write'],
    config: {
      currency,
      variants: toggle('Products come in variants', true),
      skuPattern: { type: 'string', title: 'How article numbers are made', maxLength: 50, default: 'SKU-{number}' },
    },
  },
  {
    key: 'contact',
    name: 'Contacts',
    description: 'One address book for people and companies, with contact forms.',
    category: 'ADDON',
    icon: 'contact',
    color: '#db2777',
    permissions: ['contacts:read', 'contacts:write'],
    config: {
      webForm: toggle('A contact form is open to visitors', false),
      detectDuplicates: toggle('Warn of contacts that look alike', true),
    },
  },
  {
    key: 'career',
    name: 'Careers',
    description: 'Open positions, applications and interviews.',
    category: 'ADDON',
    icon: 'briefcase',
    color: '#4f46e5',
    permissions: ['vacancies:read', 'vacancies:write', 'applications:manage'],
    config: {
      publicPage: toggle('Vacancies are shown on a public page', true),
      keepApplicationsDays: count('Delete applications after days', 30, 1_095, 180),
    },
  },
  {
    key: 'portfolio',
    name: 'Portfolio',
    description: 'A public showcase of finished work.',
    category: 'ADDON',
    icon: 'images',
    color: '#c026d3',
    permissions: ['portfolio:read', 'portfolio:write'],
    config: {
      layout: choice('How the page looks', ['grid', 'list', 'masonry']),
      itemsPerPage: count('Pieces of work on a page', 1, 100, 12),
    },
    requires: [needs('projects', true)],
  },
  {
    key: 'attendance',
    name: 'Attendance',
    description: 'Clocking in and out, shifts and overtime.',
    category: 'ADDON',
    icon: 'clock',
    color: '#0d9488',
    permissions: ['attendance:read', 'attendance:write', 'attendance:approve'],
    config: {
      workdayStart: clock('Begin of the working day', '09:00'),
      workdayEnd: clock('End of the working day', '17:00'),
      graceMinutes: count('Minutes late that do not count', 0, 120, 10),
    },
    requires: [needs('hr')],
  },
  {
    key: 'leave',
    name: 'Leave',
    description: 'Holidays, sick days, balances and approvals.',
    category: 'ADDON',
    icon: 'palmtree',
    color: '#65a30d',
    permissions: ['leave:read', 'leave:request', 'leave:approve'],
    config: {
      annualDays: count('Days of holiday in a year', 0, 366, 20),
      carryOverDays: count('Days that move on into the next year', 0, 366, 5),
      needsApproval: toggle('A manager approves each request', true),
    },
    requires: [needs('hr'), needs('attendance', true)],
  },
];

const schemaOf = (properties: Properties) => ({ type: 'object', properties, additionalProperties: false });
const defaultsOf = (properties: Properties) =>
  Object.fromEntries(Object.entries(properties).map(([name, { default: value }]) => [name, value]));
const idOf = (kind: number, index: number) => `0190b000-0000-7000-800${kind}-${String(index + 1).padStart(12, '0')}`;

export class SeedModules extends Migration {
  override up(): void {
    for (const [index, module] of MODULES.entries()) this.#insert(module, index);
  }

  #insert({ key, name, description, category, icon, color, permissions, config, requires = [] }: SeededModule, index: number): void {
    const described = [key, name, description, category, icon, color, 'ACTIVE', true, `${key}-service`, `/api/v1/${key}`]
      .map(sqlValue)
      .join(', ');
    this.addSql(`insert into module (id, created_at, updated_at, key, name, description, category, icon, color, status, removable, service_name,
      endpoint, permissions, latest_version_id)
      values ('${idOf(1, index)}', now(), now(), ${described}, ${sqlTexts(permissions)}, '${idOf(2, index)}')`);
    const values = [key, '1.0.0', 'PUBLISHED', JSON.stringify(schemaOf(config)), defaultsOf(config), requires].map(sqlValue).join(', ');
    this.addSql(`insert into module_version (id, created_at, updated_at, module_key, version, status, config_schema, default_config, requires,
      published_at) values ('${idOf(2, index)}', now(), now(), ${values}, now())`);
  }
}

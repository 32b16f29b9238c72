import { z } from 'zod';

/** One setting as the README shows it. */
export interface SettingDescription {
  name: string;
  required: boolean;
  default: string;
  description: string;
}

/** Lists a schema's settings for the README's table, which is generated so that it cannot drift from the code. */
export function describeConfig(schema: z.ZodObject): SettingDescription[] {
  const document = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(document.required ?? []);
  return Object.entries(document.properties ?? {}).map(([name, property]) => ({
    name,
    required: required.has(name),
    default: typeof property === 'object' && property.default !== undefined ? String(property.default) : '',
    description: (typeof property === 'object' && property.description) || '',
  }));
}

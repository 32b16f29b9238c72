import { z } from 'zod';
import { isStorable } from '../domain/json.js';
import { ModuleCategory } from '../domain/module.entity.js';

/** Text of a limited length, without the characters that cannot be stored. */
export const text = (most: number) =>
  z.string().trim().max(most, `Use at most ${most} characters`).refine(isStorable, 'It holds characters that cannot be stored');

const isEndpoint = (endpoint: string) => /^\/[\w\-./]*$/.test(endpoint) || /^https?:\/\/[^\s]+$/.test(endpoint);

export const name = text(100).refine((value) => value.length > 0, 'A name has 1 to 100 characters');

/** What describes a module; the same rules for the first time and for later. */
export const moduleFields = {
  description: text(1_000).nullish(),
  category: z.enum(ModuleCategory),
  icon: text(100).nullish(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'Use a colour such as "#2563eb"')
    .nullish(),
  serviceName: text(100).nullish(),
  endpoint: text(500).refine(isEndpoint, 'Use a path such as "/api/projects" or an http(s) URL').nullish(),
};

export const permissions = z
  .array(z.string().regex(/^[a-z][a-z0-9-]*(?::[a-z][a-z0-9-]*)+$/, 'A permission reads like "projects:write"'))
  .max(100, 'A module has at most 100 permissions')
  .transform((all) => [...new Set(all)]);

import { describe, expect, it } from '@jest/globals';
import { ModuleStatus } from './module.entity.js';
import type { ModuleRequirement } from './module-version.entity.js';
import { Registry } from './registry.js';

const needs = (...keys: string[]): ModuleRequirement[] =>
  keys.map((key) => ({ moduleKey: key.replace('?', ''), range: '*', optional: key.endsWith('?') }));

const registryOf = (modules: Record<string, string[]>, statuses: Record<string, ModuleStatus> = {}) =>
  new Registry(
    Object.entries(modules).map(([key, requires]) => ({
      key,
      status: statuses[key] ?? ModuleStatus.ACTIVE,
      removable: true,
      versionId: key,
      version: '1.0.0',
      requires: needs(...requires),
      rollout: null,
    })),
    1n,
  );

describe('Registry', () => {
  it('puts what is needed before what needs it, through all levels, each once', () => {
    const registry = registryOf({ base: [], left: ['base'], right: ['base'], top: ['right', 'left'] });

    expect(registry.closureOf(['top', 'left'])).toEqual(['base', 'right', 'left', 'top']);
  });

  it('leaves optional requirements out', () => {
    expect(registryOf({ base: [], top: ['base?'] }).closureOf(['top'])).toEqual(['top']);
  });

  it('comes to an end on a circle that should not be there', () => {
    expect(registryOf({ one: ['two'], two: ['one'] }).closureOf(['one'])).toEqual(['two', 'one']);
  });

  it('knows the modules in use that need another one', () => {
    const registry = registryOf(
      { base: [], needy: ['base'], draft: ['base'], old: ['base'], gone: ['base'], relaxed: ['base?'] },
      { draft: ModuleStatus.DRAFT, old: ModuleStatus.DEPRECATED, gone: ModuleStatus.RETIRED },
    );

    expect(registry.dependentsOf('base')).toEqual(['needy', 'old']);
  });

  it.each([
    [['self'], ['self', 'self']],
    [['two'], ['self', 'two', 'three', 'self']],
    [['four'], ['self', 'four', 'self']],
    [['base'], null],
    [['nowhere'], null],
  ])('finds the circle that requiring %j would close', (requires, cycle) => {
    const registry = registryOf({ base: [], two: ['base', 'three'], three: ['two', 'self'], four: ['self?'] });

    expect(registry.findCycle('self', needs(...requires))).toEqual(cycle);
  });
});

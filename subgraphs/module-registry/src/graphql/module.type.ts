import { connectionType, DateTime, Json } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { JsonObject } from '../domain/json.js';
import type { Module } from '../domain/module.entity.js';
import type { ModuleRequirement, ModuleVersion } from '../domain/module-version.entity.js';
import type { RolloutMilestone, RolloutRule } from '../domain/rollout.js';
import { READS_USAGE } from './registry.directives.js';
import { ModuleCategory, ModuleStatus, VersionStatus } from './registry.enums.js';

type Shown =
  | 'key'
  | 'name'
  | 'description'
  | 'category'
  | 'icon'
  | 'color'
  | 'status'
  | 'removable'
  | 'serviceName'
  | 'endpoint'
  | 'permissions'
  | 'revision'
  | 'rollout';

@ObjectType('RolloutMilestone', { description: 'A percentage that holds from a time on.' })
export class RolloutMilestoneType implements RolloutMilestone {
  @Field(() => Int, { description: '0 to 100.' })
  readonly percentage!: number;

  @Field(() => DateTime, { description: 'When it begins.' })
  readonly startsAt!: string;
}

@ObjectType('RolloutRule', {
  description: 'Which organizations a module reaches: none on the deny list, all on the allow list, and of the others a percentage.',
})
export class RolloutRuleType implements RolloutRule {
  @Field(() => Int, { description: '0 to 100, milestones that have begun included.' })
  readonly percentage!: number;

  @Field(() => String, { description: 'What keeps its answer while the percentage stays: "organizationId".' })
  readonly stickiness!: RolloutRule['stickiness'];

  @Field(() => String, { description: 'Modules of one group reach the same organizations at the same percentage.' })
  readonly groupId!: string;

  @Field(() => [ID], { description: 'Reached whatever the percentage.' })
  readonly organizationAllow!: string[];

  @Field(() => [ID], { description: 'Not reached, whatever else holds.' })
  readonly organizationDeny!: string[];

  @Field(() => [RolloutMilestoneType], { description: 'What is still to come, the next one first.' })
  readonly milestones!: RolloutMilestoneType[];
}

@Directive('@key(fields: "key")')
@ObjectType('Module', {
  description: 'A part of the product that organizations switch on. All of them are data: none is known to the code by its key.',
})
export class ModuleType implements Pick<Module, Shown> {
  @Field(() => ID, { description: 'Stable name for programs: lower-case kebab.' })
  readonly key!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  readonly description!: string | null;

  @Field(() => ModuleCategory, { description: 'How it is offered.' })
  readonly category!: ModuleCategory;

  @Field(() => String, { nullable: true, description: 'Name of its icon in the icon set.' })
  readonly icon!: string | null;

  @Field(() => String, { nullable: true, description: 'Hex code: "#2563eb".' })
  readonly color!: string | null;

  @Field(() => ModuleStatus, { description: 'Where it stands in its life.' })
  readonly status!: ModuleStatus;

  @Field(() => Boolean, { description: 'Whether an organization can switch it off or give it up.' })
  readonly removable!: boolean;

  @Field(() => String, { nullable: true, description: 'The service that does its work.' })
  readonly serviceName!: string | null;

  @Field(() => String, { nullable: true, description: 'Where that service answers.' })
  readonly endpoint!: string | null;

  @Field(() => [String], { description: 'Permissions that it brings along, for roles.' })
  readonly permissions!: string[];

  @Directive(READS_USAGE)
  @Field(() => RolloutRuleType, { nullable: true, description: 'Which organizations it reaches; null for all.' })
  readonly rollout!: RolloutRuleType | null;

  @Field(() => Int, { description: 'For `expectedRevision`.' })
  readonly revision!: number;
}

@Directive('@key(fields: "id")')
@ObjectType('ModuleVersion', { description: 'What a module is at one version. A published version never changes.' })
export class ModuleVersionType
  implements Pick<ModuleVersion, 'id' | 'version' | 'status' | 'configSchema' | 'defaultConfig' | 'requires' | 'changelog' | 'publishedAt'>
{
  @Field(() => ID, { description: 'UUID, sorts by creation.' })
  readonly id!: string;

  @Field(() => String, { description: 'Semantic version.' })
  readonly version!: string;

  @Field(() => VersionStatus, { description: 'Whether it can be used.' })
  readonly status!: VersionStatus;

  @Field(() => Json, { description: 'JSON Schema (2020-12) of a whole configuration: the source of a settings form.' })
  readonly configSchema!: JsonObject;

  @Field(() => Json, { description: 'What holds where an organization sets nothing itself.' })
  readonly defaultConfig!: JsonObject;

  @Directive('@listSize(assumedSize: 4)')
  @Field(() => [ModuleRequirementType], { description: 'Modules that it needs.' })
  readonly requires!: ModuleRequirementType[];

  @Field(() => String, { nullable: true, description: 'What is new in it.' })
  readonly changelog!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was published.' })
  readonly publishedAt!: Date | null;
}

@ObjectType('ModuleRequirement', { description: 'That a module needs another one.' })
export class ModuleRequirementType implements ModuleRequirement {
  readonly moduleKey!: string;

  @Field(() => String, { description: 'Versions that will do, as a semver range.' })
  readonly range!: string;

  @Field(() => Boolean, { description: 'It works without, but better with.' })
  readonly optional!: boolean;
}

export const ModuleConnectionType = connectionType('Module', () => ModuleType, { totalCount: true });

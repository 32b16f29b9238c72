import { userErrorTypes } from '@supergraph/kernel/graphql';
import { Field, ID, ObjectType } from 'type-graphql';
import type { DependencyDetails } from '../domain/dependency-errors.js';
import type { ModuleRequirement } from '../domain/module-version.entity.js';
import { RegistryErrors } from '../domain/registry.errors.js';
import { ModuleRequirementType } from './module.type.js';

export const { UserErrorCode, UserErrorType } = userErrorTypes(Object.keys(RegistryErrors));

@ObjectType('ModuleDependencyError', { implements: UserErrorType, description: 'Modules that need each other stand in the way.' })
export class ModuleDependencyErrorType extends UserErrorType implements DependencyDetails {
  @Field(() => [ModuleRequirementType], { description: 'What would have to be switched on first.' })
  readonly missing!: ModuleRequirement[];

  readonly dependentKeys!: string[];
}

@ObjectType('ModuleRequiredByTemplateError', { implements: UserErrorType, description: 'Active templates cannot do without the module.' })
export class ModuleRequiredByTemplateErrorType extends UserErrorType {
  @Field(() => [ID], { description: 'Codes of those templates.' })
  readonly templateCodes!: string[];
}

@ObjectType('ConfigError', { implements: UserErrorType, description: "A configuration violates its module's JSON Schema." })
export class ConfigErrorType extends UserErrorType {
  @Field(() => String, { description: 'JSON Pointer to the value at fault; empty for the whole.' })
  readonly instancePath!: string;

  @Field(() => String, { description: 'JSON Pointer to the rule within the schema.' })
  readonly schemaPath!: string;

  @Field(() => String, { description: 'Keyword of the rule: "maximum", "required" …' })
  readonly keyword!: string;
}

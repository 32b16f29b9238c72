import { LiveEventType } from '@supergraph/kernel/graphql';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { OrganizationModuleChange, RegistryChange, TemplateChange } from './live.enums.js';
import { UserType } from './organization-module.type.js';

@ObjectType()
export abstract class RegistryLiveEventType extends LiveEventType {
  @Field(() => UserType, { nullable: true, description: 'Who did it; null where it was no person.' })
  readonly actor!: UserType | null;
}

@Directive('@tenantScoped')
@ObjectType('OrganizationModuleEvent', { description: 'A change of one module of an organization.' })
export class OrganizationModuleEventType extends RegistryLiveEventType {
  @Field(() => OrganizationModuleChange, { description: 'What became of it.' })
  readonly change!: OrganizationModuleChange;

  @Field(() => ID, { description: 'Id of the organization’s module: the key of your cache, without reading the module.' })
  readonly organizationModuleId!: string;

  @Field(() => ID, { description: 'Key of the module in the registry.' })
  readonly moduleKey!: string;
}

@ObjectType('RegistryEvent', { description: 'A change of a module in the registry, which is the same for all organizations.' })
export class RegistryEventType extends RegistryLiveEventType {
  @Field(() => RegistryChange, { description: 'What became of it.' })
  readonly change!: RegistryChange;

  @Field(() => ID, { description: 'Key of the module.' })
  readonly moduleKey!: string;
}

@ObjectType('TemplateEvent', { description: 'A change of an industry template.' })
export class TemplateEventType extends RegistryLiveEventType {
  @Field(() => TemplateChange, { description: 'What became of it.' })
  readonly change!: TemplateChange;

  @Field(() => ID, { description: 'Code of its industry.' })
  readonly code!: string;
}

@InputType('OrganizationModuleEventFilter', {
  description: 'Narrows the changes of modules of an organization; conditions are joined by and.',
})
export class OrganizationModuleEventFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Of any of these modules.' })
  moduleKeys?: string[] | null;

  @Field(() => [OrganizationModuleChange], { nullable: true, description: 'Any of these.' })
  changes?: OrganizationModuleChange[] | null;
}

@InputType('RegistryEventFilter', { description: 'Narrows the changes of the registry; conditions are joined by and.' })
export class RegistryEventFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Of any of these modules.' })
  moduleKeys?: string[] | null;

  @Field(() => [RegistryChange], { nullable: true, description: 'Any of these.' })
  changes?: RegistryChange[] | null;
}

@InputType('TemplateEventFilter', { description: 'Narrows the changes of templates; conditions are joined by and.' })
export class TemplateEventFilterInput {
  @Field(() => [ID], { nullable: true, description: 'Of any of these industries.' })
  codes?: string[] | null;

  @Field(() => [TemplateChange], { nullable: true, description: 'Any of these.' })
  changes?: TemplateChange[] | null;
}

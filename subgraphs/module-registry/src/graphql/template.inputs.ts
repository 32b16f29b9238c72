import { Json } from '@supergraph/kernel/graphql';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { CreateTemplate } from '../actions/create-template.js';

@InputType('TemplateItemInput', { description: 'A module of a template.' })
export class TemplateItemInput {
  @Field(() => ID, { description: 'The module.' })
  moduleKey!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'The industry makes no sense without it.' })
  required!: boolean;

  @Field(() => Json, { nullable: true, description: "Laid over the module's own defaults; the whole must satisfy its schema." })
  defaultConfig?: unknown;

  @Field(() => Int, { defaultValue: 0, description: 'Place in the list: smaller ones first.' })
  displayOrder!: number;
}

@InputType('TemplateInput', { description: 'A new template; its first version is published at once.' })
export class TemplateInput implements CreateTemplate {
  @Field(() => ID, { description: 'Lower-case kebab, 2 to 50 characters; it never changes.' })
  code!: string;

  @Field(() => String, { description: '1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Up to 1000 characters.' })
  description?: string | null;

  @Field(() => [TemplateItemInput], { description: 'At least one.' })
  items!: TemplateItemInput[];
}

import { DateTime } from '@supergraph/kernel/graphql';
import { Directive, Field, ObjectType } from 'type-graphql';
import type { ModuleEvaluation } from '../queries/evaluate-modules.js';
import { EvaluationReason } from './registry.enums.js';

@Directive('@tenantScoped')
@ObjectType('ModuleEvaluation', { description: 'Whether the members of an organization can use a module, and why.' })
export class ModuleEvaluationType implements Pick<ModuleEvaluation, 'enabled' | 'reason' | 'version' | 'etag' | 'evaluatedAt'> {
  @Field(() => Boolean, { description: 'Whether they can: what the gateway decides on the fields of the module.' })
  readonly enabled!: boolean;

  @Field(() => EvaluationReason, { description: 'Why, or why not.' })
  readonly reason!: EvaluationReason;

  @Field(() => String, { nullable: true, description: 'The version that the organization has; null where it never had one.' })
  readonly version!: string | null;

  @Field(() => String, {
    description:
      'Another one whenever the evaluation may have changed: with the modules of the organization, the registry, its status and its plan.',
  })
  readonly etag!: string;

  @Field(() => DateTime, { description: 'When it was so.' })
  readonly evaluatedAt!: Date;
}

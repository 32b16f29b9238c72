import { DateTime } from '@supergraph/kernel/graphql';
import { Field, Float, ObjectType } from 'type-graphql';
import type { DependencyHealth, ServiceHealth } from '../domain/health.js';
import { HealthStatus } from './monitoring.enums.js';

@ObjectType('HealthCheck', { description: 'One dependency of a service.' })
export class HealthCheckType implements DependencyHealth {
  @Field(() => String, { description: '"database"; "answer" where the service itself did not answer.' })
  readonly name!: string;

  @Field(() => HealthStatus, { description: 'How the dependency does.' })
  readonly status!: HealthStatus;

  @Field(() => Boolean, { description: 'The service cannot work without it.' })
  readonly critical!: boolean;

  @Field(() => Float, { nullable: true, description: 'Milliseconds the check took.' })
  readonly latencyMs!: number | null;

  @Field(() => String, { nullable: true, description: 'A code that says what is wrong: "ECONNREFUSED".' })
  readonly detail!: string | null;
}

@ObjectType('ServiceHealth', { description: 'How a service does, asked right now.' })
export class ServiceHealthType implements ServiceHealth {
  @Field(() => String, { description: 'Name of the subgraph.' })
  readonly name!: string;

  @Field(() => HealthStatus, { description: 'How it does, all in all.' })
  readonly status!: HealthStatus;

  @Field(() => Boolean, { description: 'The process answers.' })
  readonly live!: boolean;

  @Field(() => Boolean, { description: 'It can serve requests.' })
  readonly ready!: boolean;

  @Field(() => Float, { nullable: true, description: 'Milliseconds until it answered; null where it did not.' })
  readonly latencyMs!: number | null;

  @Field(() => [HealthCheckType], { description: 'What it depends on.' })
  readonly checks!: HealthCheckType[];

  @Field(() => DateTime, { description: 'When it was asked.' })
  readonly checkedAt!: Date;
}

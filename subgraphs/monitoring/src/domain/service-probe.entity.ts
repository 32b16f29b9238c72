import { Entity, Enum, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { HealthStatus, type ServiceHealth } from './health.js';

/** How one service did at one moment. Written once and never changed: uptime is counted from these rows. */
@Entity()
export class ServiceProbe {
  @PrimaryKey({ type: 'text' })
  service: string;

  @PrimaryKey({ type: 'datetime', columnType: 'timestamptz(3)' })
  checkedAt: Date;

  @Enum({ items: () => HealthStatus, type: 'text' })
  status: HealthStatus;

  @Property({ type: 'double', nullable: true })
  latencyMs: number | null;

  constructor({ name, checkedAt, status, latencyMs }: ServiceHealth) {
    this.service = name;
    this.checkedAt = checkedAt;
    this.status = status;
    this.latencyMs = latencyMs;
  }
}

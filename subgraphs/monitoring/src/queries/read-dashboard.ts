import { DomainError } from '@supergraph/kernel/errors';
import type { MonitoringContext } from '../context.js';
import type { ServiceHealth } from '../domain/health.js';
import { checkServices } from './check-services.js';
import { type AuditActivity, countAuditActivity } from './count-audit-activity.js';
import { TimeLimitError, withinTime } from './within-time.js';

/** Parts of the dashboard, each named like its field. */
export enum DashboardSection {
  SERVICES = 'SERVICES',
  AUDIT_ACTIVITY = 'AUDIT_ACTIVITY',
}

export interface DashboardProblem {
  section: DashboardSection;
  code: string;
  message: string;
}

interface Contents {
  [DashboardSection.SERVICES]: ServiceHealth[];
  [DashboardSection.AUDIT_ACTIVITY]: AuditActivity[];
}

type Outcome<Content> = { content: Content; problem: null } | { content: null; problem: DashboardProblem };

const SECTION_TIMEOUT = 5_000;

/** How to read each section; one that throws is null in the payload, and its problem is named. */
const read: { readonly [Section in DashboardSection]: (ctx: MonitoringContext) => Promise<Contents[Section]> } = {
  [DashboardSection.SERVICES]: checkServices,
  [DashboardSection.AUDIT_ACTIVITY]: (ctx) => countAuditActivity(ctx),
};

/** The state of the system, section by section. A section is read once, when it is asked for, and never fails the others. */
export class Dashboard {
  readonly generatedAt = new Date();
  readonly #outcomes = new Map<DashboardSection, Promise<Outcome<unknown>>>();

  constructor(private readonly ctx: MonitoringContext) {}

  async read<Section extends DashboardSection>(section: Section): Promise<Contents[Section] | null> {
    return (await this.#outcomeOf(section)).content as Contents[Section] | null;
  }

  /** The problems of all sections, whether they were asked for or not. */
  async problems(): Promise<DashboardProblem[]> {
    const outcomes = await Promise.all(Object.values(DashboardSection).map((section) => this.#outcomeOf(section)));
    return outcomes.flatMap(({ problem }) => problem ?? []);
  }

  #outcomeOf(section: DashboardSection): Promise<Outcome<unknown>> {
    const outcome = this.#outcomes.get(section) ?? this.#attempt(section);
    this.#outcomes.set(section, outcome);
    return outcome;
  }

  async #attempt(section: DashboardSection): Promise<Outcome<unknown>> {
    try {
      return { content: await withinTime<unknown>(SECTION_TIMEOUT, read[section](this.ctx)), problem: null };
    } catch (error) {
      this.ctx.log.error({ error, section }, 'a section of the dashboard failed');
      return { content: null, problem: { section, ...explain(error) } };
    }
  }
}

/** What may be said of an error: a fault's message stays in the log. */
function explain(error: unknown): { code: string; message: string } {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  if (error instanceof TimeLimitError) return { code: error.code, message: 'This section took too long' };
  return { code: 'INTERNAL', message: 'This section could not be read' };
}

import { registerEnumType } from 'type-graphql';
import { ServiceStatus } from '../domain/module-set.entity.js';
import { OperationStatus } from '../domain/operation.entity.js';
import { OperationKind } from '../domain/operation-command.js';
import { OperationItemStatus, SkipReason } from '../domain/operation-item.entity.js';

registerEnumType(OperationKind, {
  name: 'OperationKind',
  description: 'What an operation does to each of its organizations.',
  valuesConfig: {
    MODULES_BULK_ASSIGN: { description: 'It gives it modules.' },
    TEMPLATE_APPLY_BULK: { description: 'It applies a template.' },
    MODULE_ROLLOUT_APPLY: { description: 'It gives it a module, if the rollout of the module reaches it.' },
  },
});

registerEnumType(OperationStatus, {
  name: 'OperationStatus',
  description: 'How far an operation is: QUEUED → RUNNING → one of the others, which are final.',
  valuesConfig: {
    QUEUED: { description: 'It was accepted; nothing is done yet.' },
    RUNNING: { description: 'Some of its items are done.' },
    SUCCEEDED: { description: 'All its items are done, or there was nothing to do.' },
    PARTIALLY_FAILED: { description: 'Some of its items failed; they say why.' },
    FAILED: { description: 'All its items failed; they say why.' },
    CANCELED: {
      description: 'It was stopped: no further item begins, what is done stays done. `finishedAt` is set when its counts are final.',
    },
  },
});

registerEnumType(OperationItemStatus, {
  name: 'OperationItemStatus',
  description: 'What became of an item.',
  valuesConfig: {
    PENDING: { description: 'Its turn is still to come.' },
    DONE: { description: 'The organization was changed.' },
    FAILED: { description: 'It could not be done, and changed nothing; `problem` says why.' },
    SKIPPED: { description: 'There was nothing to do; `skipReason` says why.' },
  },
});

registerEnumType(SkipReason, {
  name: 'OperationSkipReason',
  description: 'Why there was nothing to do for an organization.',
  valuesConfig: {
    NOTHING_TO_DO: { description: 'It has all of it already.' },
    NOT_REACHED: { description: 'The rollout of the module does not reach it.' },
    CANCELED: { description: 'The operation was canceled before its turn came.' },
  },
});

registerEnumType(ServiceStatus, {
  name: 'OrganizationServiceStatus',
  description: 'Whether an organization is in service, as far as the module registry has heard.',
  valuesConfig: {
    PROVISIONING: { description: 'It is signing up.' },
    ACTIVE: { description: 'It is in service.' },
    SUSPENDED: { description: 'It is out of service.' },
  },
});

export { OperationItemStatus, OperationKind, OperationStatus, ServiceStatus, SkipReason };

import { defineErrors } from '../errors/index.js';

export const RealtimeErrors = defineErrors('realtime', {
  CURSOR_INVALID: ['invalid', () => 'The cursor is not one that this service gave out'],
  RESYNC_REQUIRED: [
    'unavailable',
    () => 'Something was missed that cannot be had any more: read the data again and go on from this cursor',
  ],
  REALTIME_UNAVAILABLE: ['unavailable', () => 'Live updates are not available at the moment: try again later'],
});

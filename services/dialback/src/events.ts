import type { Log } from '@firstring/kernel';
import { counter } from '@firstring/telemetry';

/** Business events of the dial-back service; the only place that reports them. */
export interface DialbackEventLog {
  changed(fields: { dialbackId: string; state: string; cause: string }): void;
}

const changes = counter('firstring.dialback.changes', {
  unit: '{change}',
  description: 'Dial-backs that came into a state.',
});

/** What is told in the log is counted here, so that the two cannot differ. */
export function createDialbackEventLog(log: Log): DialbackEventLog {
  return {
    changed: (fields) => {
      changes.add(1, { 'firstring.dialback.state': fields.state });
      log.info(fields, 'dial-back changed');
    },
  };
}

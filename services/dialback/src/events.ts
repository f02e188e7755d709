import type { Log } from '@firstring/kernel';

/** Business events of the dial-back service; the only place that reports them. */
export interface DialbackEventLog {
  changed(fields: { dialbackId: string; state: string; cause: string }): void;
}

export function createDialbackEventLog(log: Log): DialbackEventLog {
  return { changed: (fields) => log.info(fields, 'dial-back changed') };
}

import type { RemovalStateName } from '../../../src/app/views/removals.ts';
import { spoken, wordFor } from './words.ts';

export const REMOVAL_STATE_WORDS: Readonly<Record<RemovalStateName, string>> = {
  pending: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
};

const PROBLEMS: Readonly<Record<string, string>> = {
  timeout: 'No answer within five seconds',
  connection_refused: 'Nobody answers at this address',
  connection_failed: 'The connection broke',
  certificate_refused: 'Its certificate is not valid',
  name_unknown: 'There is no such name',
  address_private: 'The address is not of the public internet',
  port_refused: 'Only the usual ports are written to',
  scheme_refused: 'Only http and https are written to',
  credentials_in_url: 'There is a name and password in the address',
  url_malformed: 'This is no address',
  too_many_redirects: 'It sent us on more than twice',
};

/** Why a message did not arrive. */
export function removalProblem(problem: string): string {
  const status = /^http_(\d{3})$/.exec(problem)?.[1];
  if (status === '410') return 'It answered that it is gone (410)';
  return status === undefined ? (wordFor(PROBLEMS, problem) ?? spoken(problem)) : `It answered ${status}`;
}

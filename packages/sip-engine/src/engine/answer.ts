import { createResponse } from '../message/build.ts';
import type { Header, SipResponse } from '../message/message.ts';
import type { Core } from './core.ts';
import { newTag } from './identifiers.ts';
import type { ServerTransaction } from './server-transaction.ts';

/** A final answer the engine gives by itself. */
export function answer(
  core: Core,
  transaction: ServerTransaction,
  status: number,
  headers: readonly Header[] = [],
): SipResponse {
  core.counters.responsesSent += 1;
  const response = createResponse(transaction.request, status, { toTag: newTag(core.random), headers });
  transaction.respond(response);
  return response;
}

import { createResponse } from '../message/build.ts';
import type { Header } from '../message/message.ts';
import type { Core } from './core.ts';
import { newTag } from './identifiers.ts';
import type { ServerTransaction } from './server-transaction.ts';

/** A final answer the engine gives by itself. */
export function answer(
  core: Core,
  transaction: ServerTransaction,
  status: number,
  headers: readonly Header[] = [],
): void {
  core.counters.responsesSent += 1;
  transaction.respond(createResponse(transaction.request, status, { toTag: newTag(core.random), headers }));
}

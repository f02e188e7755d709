import { parentPort } from 'node:worker_threads';
import { assert, unreachable } from '@firstring/kernel';
import { FilterColumns } from '../../domain/filter-columns/filter-columns.ts';
import type { IndexAnswers, IndexMessage, IndexReply, IndexRequest } from './protocol.ts';

/** The thread of the filter index: a question over millions of leads holds nobody's event loop but this one's. */
assert(parentPort !== null, 'runs as a worker');
const port = parentPort;
const columns = new FilterColumns();

port.on('message', ({ id, request }: IndexMessage) => port.postMessage(reply(id, request)));

function reply(id: number, request: IndexRequest): IndexReply {
  try {
    return { id, value: answer(request) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function answer(request: IndexRequest): IndexAnswers[IndexRequest['type']] {
  switch (request.type) {
    case 'leads':
      columns.take(request.leads);
      return undefined;
    case 'guards':
      columns.takeGuards(request.changes);
      return undefined;
    case 'exclusions':
      columns.takeExclusions(request.piece);
      return undefined;
    case 'complete':
      columns.complete();
      return undefined;
    case 'impact':
      return columns.impact(request.question);
    case 'page':
      return columns.page(request.question);
    case 'moves':
      return columns.moves(request.question);
    case 'placements':
      return columns.placements(request.question);
    case 'end_placements':
      columns.endPlacements(request.pass);
      return undefined;
    default:
      return unreachable(request);
  }
}

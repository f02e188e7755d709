import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { assert } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { answer, DatabaseFile, failureOf } from './database-file.ts';
import type { Answer, OpenRequest, Request } from './engine.ts';

/**
 * The SQLite thread. A turn takes in what has arrived, then gives each file one slice of reads and one commit: while one file waits
 * for its disk the writes of the next turn gather, and neither a busy reader nor a busy file holds up the others for long.
 */
const READ_SLICE_MS = 3;

assert(parentPort !== null, 'runs as a worker');
const port = parentPort;
const files = new Map<number, DatabaseFile>();
const nowMs = (): number => systemClock.monotonicMs();
let turnDue = false;

port.on('message', (requests: readonly Request[]) => {
  accept(requests);
  scheduleTurn();
});

function scheduleTurn(): void {
  if (turnDue) return;
  turnDue = true;
  setImmediate(turn);
}

function turn(): void {
  turnDue = false;
  for (const file of files.values()) {
    // What has arrived meanwhile joins the next commit rather than the next turn.
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
      accept(more.message);
    }
    // Reads first: what waits to be written is nobody's yet, and they need not wait for the disk.
    send(file.read(nowMs, READ_SLICE_MS));
    send(file.commit(nowMs));
  }
  if ([...files.values()].some((file) => file.busy)) scheduleTurn();
}

function accept(requests: readonly Request[]): void {
  for (const request of requests) {
    const file = files.get(request.database);
    if (request.kind === 'open') void open(request);
    else if (file === undefined)
      send([{ id: request.id, failure: { type: 'unavailable', message: 'closed' } }]);
    else if (request.kind === 'close') close(request, file);
    else file.accept(request);
  }
}

/** Never rejects: every failure goes to the one who asked. */
async function open(request: Request): Promise<void> {
  try {
    // Written by SqliteThread.open.
    files.set(request.database, await DatabaseFile.open(request.body as OpenRequest));
    send([{ id: request.id }]);
  } catch (thrown) {
    send([{ id: request.id, failure: failureOf(thrown) }]);
  }
}

/** The owner closes after its last answer, so nothing waits here any more. */
function close(request: Request, file: DatabaseFile): void {
  files.delete(request.database);
  send([answer(request, () => file.close())]);
}

function send(answers: readonly Answer[]): void {
  if (answers.length > 0) port.postMessage(answers);
}

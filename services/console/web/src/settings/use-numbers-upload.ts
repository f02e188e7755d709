import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  BATCHES_UNDER_WAY,
  NUMBERS_A_BATCH_MAX,
  type AddedNumbersView,
} from '../../../src/app/views/exclusions.ts';
import { ApiProblem, problemText, sendJson } from '../api-client.ts';
import { batchesOf, numbersOf, type FileNumber } from '../logic/number-file.ts';
import { randomId } from '../logic/random-id.ts';

export interface RefusedLine extends FileNumber {
  readonly why: string;
}

export interface UploadState {
  readonly phase: 'idle' | 'running' | 'done' | 'stopped';
  readonly read: number;
  readonly added: number;
  readonly alreadyListed: number;
  readonly refused: number;
  /** The first of them, for the file that is given back. */
  readonly refusedLines: readonly RefusedLine[];
  readonly problem: string;
}

const IDLE: UploadState = {
  phase: 'idle',
  read: 0,
  added: 0,
  alreadyListed: 0,
  refused: 0,
  refusedLines: [],
  problem: '',
};
const REFUSED_LINES_MAX = 10_000;
const TRIES = 5;
const TRY_AGAIN_MS = 1000;

/** Sends a file of numbers in batches. What was confirmed stays; the same file again finds it listed. */
export function useNumbersUpload(path: string, listKey: readonly unknown[]) {
  const queries = useQueryClient();
  const [state, setState] = useState(IDLE);
  const stopping = useRef<AbortController>(undefined);
  useEffect(() => () => stopping.current?.abort(), []);
  const run = async (file: File, terms: Readonly<Record<string, unknown>>): Promise<void> => {
    const stop = new AbortController();
    stopping.current = stop;
    let now: UploadState = { ...IDLE, phase: 'running' };
    setState(now);
    const batches = batchesOf(numbersOf(file), NUMBERS_A_BATCH_MAX);
    const sendInTurn = async (): Promise<void> => {
      // Whoever leaves this loop ends it for the others too, when their batch is through.
      for await (const batch of batches) {
        if (stop.signal.aborted) break;
        const answer = await sendBatch(path, batch, terms);
        now = counted(now, batch, answer);
        setState(now);
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: BATCHES_UNDER_WAY }, sendInTurn));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) setState({ ...now, phase: 'stopped', problem: problemText(failed.reason) });
    else setState({ ...now, phase: stop.signal.aborted ? 'stopped' : 'done' });
    await queries.invalidateQueries({ queryKey: listKey });
  };
  return {
    state,
    start: (file: File, terms: Readonly<Record<string, unknown>>) => void run(file, terms),
    stop: () => stopping.current?.abort(),
  };
}

/** One request id a batch, also when it is sent again: it counts once. */
async function sendBatch(
  path: string,
  batch: readonly FileNumber[],
  terms: Readonly<Record<string, unknown>>,
): Promise<AddedNumbersView> {
  const body = { requestId: randomId(), ...terms, numbers: batch.map(({ text }) => text) };
  for (let failures = 1; ; failures += 1) {
    try {
      return await sendJson<AddedNumbersView>('POST', path, body);
    } catch (thrown) {
      if (failures >= TRIES || !(thrown instanceof ApiProblem) || thrown.decided) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS * failures));
    }
  }
}

function counted(state: UploadState, batch: readonly FileNumber[], answer: AddedNumbersView): UploadState {
  const lines = answer.refused.flatMap(({ position, why }): RefusedLine[] => {
    const number = batch[position];
    return number === undefined ? [] : [{ ...number, why }];
  });
  return {
    ...state,
    read: state.read + batch.length,
    added: state.added + answer.added,
    alreadyListed: state.alreadyListed + answer.alreadyListed,
    refused: state.refused + answer.refused.length,
    refusedLines: inOrder([...state.refusedLines, ...lines]).slice(0, REFUSED_LINES_MAX),
  };
}

/** As in the file: batches end in any order. */
function inOrder(lines: readonly RefusedLine[]): readonly RefusedLine[] {
  return lines.toSorted((one, other) => one.line - other.line);
}

import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import { reasonError } from '@firstring/contracts';
import type { Leads } from '../../app/ports.ts';
import type { Recordings } from '../../app/telephony-ports.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { id, processQuery, readInput, requestId } from './input.ts';
import { recordingFile, sendRecording } from './send-recording.ts';

export interface RecordingRoutesDeps {
  readonly recordings: Recordings;
  readonly leads: Pick<Leads, 'calls'>;
  /** Where the media relay writes; empty: it cannot be read from here. */
  readonly recordingsFolder: string;
}

const recordBody = z.strictObject({ requestId, processId: id.optional(), on: z.boolean() });
const pauseBody = z.strictObject({ requestId, attemptId: id, paused: z.boolean() });

/** Counted from 1, as the record lists them. */
const partNumber = z.coerce.number().int().min(1).max(1000);

/** Writing down live calls: begun and ended by who supervises them, paused by the agent who has the call; and hearing them afterwards. */
export function recordingEndpoints(deps: RecordingRoutesDeps): Endpoint[] {
  const { recordings } = deps;
  return [
    {
      method: 'get',
      path: '/calls/:attemptId/recordings/:part',
      needs: ['recording:read'],
      audit: { action: 'recording.listen' },
      handle: (call) => listen(deps, call),
    },
    {
      method: 'post',
      path: '/telephony/calls/:attemptId/recording',
      needs: ['telephony:record'],
      audit: { action: 'recording.set' },
      async handle({ request, actor }) {
        const attemptId = readInput(id, request.params['attemptId']);
        const { requestId: key, processId, on } = readInput(recordBody, request.body);
        await recordings.set({ attemptId, processId: processOf(actor, processId) }, on, key);
      },
    },
    {
      method: 'post',
      path: '/desk/recording',
      needs: ['desk:use'],
      audit: { unaudited: 'the call log names the parts that were written down, and so the pauses between' },
      async handle({ request, actor }) {
        const { requestId: key, attemptId, paused } = readInput(pauseBody, request.body);
        await recordings.pause({ attemptId, agentId: actor.agentId }, paused, key);
      },
    },
  ];
}

/** The name comes from the call's own record within the process, never from the request. */
async function listen(deps: RecordingRoutesDeps, { request, response, actor, note }: ApiCall) {
  const processId = processOf(actor, readInput(processQuery, request.query).processId);
  const attemptId = readInput(id, request.params['attemptId']);
  const part = readInput(partNumber, request.params['part']);
  const one = { leadId: '', agentId: '', attemptId, pageSize: 1, pageToken: '' };
  const [call] = (await deps.leads.calls(processId, one)).calls;
  const recording = call?.attemptId === attemptId ? call.recordings[part - 1] : undefined;
  if (recording === undefined) throw reasonError('NOT_FOUND');
  const file = await recordingFile(deps.recordingsFolder, recording.name);
  note({ after: { name: recording.name } });
  await sendRecording(response, file);
  return STREAMING;
}

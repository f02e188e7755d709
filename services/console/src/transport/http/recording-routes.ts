import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Recordings } from '../../app/telephony-ports.ts';
import type { Endpoint } from './endpoint.ts';
import { id, readInput, requestId } from './input.ts';

export interface RecordingRoutesDeps {
  readonly recordings: Recordings;
}

const recordBody = z.strictObject({ requestId, processId: id.optional(), on: z.boolean() });
const pauseBody = z.strictObject({ requestId, attemptId: id, paused: z.boolean() });

/** Writing down live calls: begun and ended by who supervises them, paused by the agent who has the call. */
export function recordingEndpoints({ recordings }: RecordingRoutesDeps): Endpoint[] {
  return [
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

import { z } from 'zod';
import type { Simulator } from '../../app/simulator-port.ts';
import { campaignIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { readInput } from './input.ts';

export interface SimulatorRoutesDeps {
  readonly simulator: Simulator;
}

/** As for reading a policy. */
const TEXT_CHARS_MAX = 48_000;
const body = z.strictObject({
  day: z.iso.date(),
  timeZone: z.string().min(1).max(64),
  policy: z.string().max(TEXT_CHARS_MAX),
});

/** A day again, under another policy. Whoever leaves the page ends it. */
export function simulatorEndpoints({ simulator }: SimulatorRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/campaigns/:campaignId/simulation',
      needs: ['campaign:write'],
      audit: { unaudited: 'simulating a day changes nothing' },
      async handle(call) {
        const asked = readInput(body, call.request.body);
        const left = new AbortController();
        call.response.once('close', () => left.abort());
        return simulator.simulate(campaignIn(call), asked, left.signal);
      },
    },
  ];
}

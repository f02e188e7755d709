import { toTime } from '@firstring/contracts';
import {
  AutomaticDiallingServiceDefinition,
  type AutomaticDialling,
} from '@firstring/contracts/leads/automatic_dialling_service';
import { PacingMode, PacingServiceDefinition } from '@firstring/contracts/scheduling/pacing_service';
import type { GrpcServer } from '@firstring/service-kit';

/** The switch of every process, on at first, and a campaign that waits for room. */
export function serveAutomaticDialling(server: GrpcServer): void {
  const switches = new Map<string, AutomaticDialling>();
  const read = (processId: string): AutomaticDialling =>
    switches.get(processId) ?? {
      processId,
      on: true,
      setBy: 'adam',
      setTime: toTime(Date.UTC(2026, 10, 22)),
    };
  server.add(AutomaticDiallingServiceDefinition, {
    getAutomaticDialling: async ({ processId }) => ({ automaticDialling: read(processId) }),
    setAutomaticDialling: async ({ processId, on, userId }) => {
      const automaticDialling = { processId, on, setBy: userId, setTime: toTime(Date.UTC(2026, 10, 23)) };
      switches.set(processId, automaticDialling);
      return { automaticDialling, pausedCampaignIds: on ? [] : ['solar'] };
    },
  });
  server.add(PacingServiceDefinition, {
    getPacing: async () => ({
      mode: PacingMode.PACING_MODE_PREVIEW,
      agentsReady: 2,
      agentsAtWork: 5,
      callsOut: 0,
      callsWaiting: 0,
      answerRate: 0.31,
      talkMs: 95_000n,
      wrapUpMs: 18_000n,
      answered30Days: 60n,
      abandoned30Days: 1n,
      answeredToday: 12n,
      abandonedToday: 0n,
      ceilingBasisPoints: 300,
      answeredNeeded: 40n,
    }),
  });
}

import type { MonitorServiceDefinition } from '@firstring/contracts/sip/monitor_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import type { MonitorDeps } from '../../app/monitor-deps.ts';
import { readLadder } from '../../app/read-ladder.ts';
import { encodeLadder, encodeTestResult } from './encode-ladder.ts';
import { decodeTestPermit } from './decode-permit.ts';
import { encodeLiveCall, encodeTestCall } from './encode-live-call.ts';

/** The method table of MonitorService: what the calls of this instance are doing. */
export function monitorServer(deps: MonitorDeps): ServiceImplementation<typeof MonitorServiceDefinition> {
  return {
    async listLiveCalls(request) {
      const processId = required(request.processId, 'process_id');
      const calls = deps.calls.all.filter(
        ({ state }) => state.subject.processId === processId && state.phase !== 'ended',
      );
      const all = [
        ...calls.map((call) => encodeLiveCall(call.state)),
        ...deps.testCalls.live
          // Those to agents' phones are of no process.
          .filter(({ target }) => ['', processId].includes(target.subject.processId))
          .map(encodeTestCall),
      ];
      return { calls: all.toSorted((a, b) => Number(a.startTime) - Number(b.startTime)) };
    },
    async getCallLadder(request) {
      const attemptId = required(request.attemptId, 'attempt_id');
      const ladder = encodeLadder(readLadder(deps, attemptId));
      const test = deps.testCalls.get(attemptId);
      return {
        ladder: { ...ladder, testResult: test === undefined ? undefined : encodeTestResult(test) },
      };
    },
    async placeTestCall(request) {
      const requestId = required(request.requestId, 'request_id');
      const agentId = required(request.agentId, 'agent_id');
      return { attemptId: await deps.testCalls.place({ requestId, agentId }) };
    },
    async placeTrunkTest({ permit }) {
      return { attemptId: await deps.testCalls.placeOverTrunk(decodeTestPermit(permit)) };
    },
    async endTestCall(request) {
      deps.testCalls.end(required(request.attemptId, 'attempt_id'));
      return {};
    },
  };
}

import { isErrorReason, reasonError } from '@firstring/contracts';
import { TestNumberServiceDefinition, type TestNumber } from '@firstring/contracts/claim/test_number_service';
import { MonitorServiceDefinition } from '@firstring/contracts/sip/monitor_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { TrunkTests } from '../app/telephony-ports.ts';
import type { TestNumberView } from '../app/views/telephony.ts';
import { required } from './lead-store.ts';

/** A number that is taken off the list waits for an INVITE that is on its way. */
const DELETE_DEADLINE_MS = 12_000;
/** More than a process may have. */
const PAGE_SIZE = 100;

/** Test numbers and their gate at claim, the calls themselves at sip. */
export function createTrunkTests(
  clients: GrpcClients,
  addresses: { readonly claim: string; readonly sip: string },
): TrunkTests {
  const numbers = clients.client(TestNumberServiceDefinition, addresses.claim);
  const monitor = clients.client(MonitorServiceDefinition, addresses.sip);
  return {
    async numbers(processId) {
      const page = { pageSize: PAGE_SIZE, pageToken: '' };
      return (await numbers.listTestNumbers({ processId, page })).numbers.map(toView);
    },
    async putNumber(processId, { requestId, ...number }) {
      const answer = await numbers.putTestNumber({ requestId, number: { processId, ...number } });
      return toView(required(answer.number));
    },
    async deleteNumber(processId, phone, requestId) {
      await numbers.deleteTestNumber({ requestId, processId, phone }, { deadline: DELETE_DEADLINE_MS });
    },
    async place(processId, call) {
      const { permit, reasons } = await numbers.authorizeTestCall({ processId, ...call });
      if (permit !== undefined) return (await monitor.placeTrunkTest({ permit })).attemptId;
      const reason = reasons[0]?.reason ?? '';
      throw reasonError(isErrorReason(reason) ? reason : 'TEST_NUMBER_NOT_LISTED', {
        message: reasons.map(({ text }) => text).join('; '),
      });
    },
  };
}

function toView({ phone, name, trunkId, createdBy }: TestNumber): TestNumberView {
  return { phone, name, trunkId, createdBy };
}

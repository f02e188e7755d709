import { reasonError } from '@firstring/contracts';
import { Permit, PermitKind } from '@firstring/contracts/claim/claim_service';
import type {
  TestNumber,
  TestNumberServiceImplementation,
} from '@firstring/contracts/claim/test_number_service';

/** The test numbers of claim, and a gate that knows only them. */
export class FakeTestNumbers {
  readonly numbers = new Map<string, TestNumber>();

  readonly service: TestNumberServiceImplementation = {
    putTestNumber: async ({ number }) => {
      if (number === undefined) throw reasonError('INVALID_ARGUMENT');
      this.numbers.set(number.phone, number);
      return { number };
    },
    deleteTestNumber: async ({ phone }) => {
      this.numbers.delete(phone);
      return {};
    },
    listTestNumbers: async ({ processId }) => ({
      numbers: [...this.numbers.values()].filter((number) => number.processId === processId),
      nextPageToken: '',
    }),
    authorizeTestCall: async ({ requestId, processId, phone, trunkId, callerId, actorId }) => {
      if (!this.numbers.has(phone)) {
        const text = 'the number is not on the list of test numbers for this trunk';
        return { reasons: [{ reason: 'TEST_NUMBER_NOT_LISTED', text }] };
      }
      const kind = PermitKind.PERMIT_KIND_TEST;
      const call = { processId, phone, trunkIds: [trunkId], callerId, agentId: actorId, kind };
      return {
        permit: Permit.fromPartial({ ...call, permitId: 'permit', attemptId: `test-${requestId}` }),
        reasons: [],
      };
    },
  };
}

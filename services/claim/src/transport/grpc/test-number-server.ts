import { toTime } from '@firstring/contracts';
import type {
  AuthorizeTestCallRequest,
  TestNumber,
  TestNumberServiceDefinition,
} from '@firstring/contracts/claim/test_number_service';
import { parsePhone } from '@firstring/domain/phone';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { authorizeTestCall } from '../../app/authorize-test-call.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { deleteTestNumber, putTestNumber } from '../../app/test-numbers.ts';
import type { TestNumberDoc } from '../../store/test-numbers.ts';
import { decodePhone, invalid } from './decode-exclusion.ts';
import { decodePage } from './decode.ts';
import { encodeReason } from './encode.ts';

const NAME_CHARS_MAX = 100;
/** It becomes part of a Call-ID. */
const REQUEST_ID = /^[A-Za-z0-9-]{1,59}$/;

/** The method table of TestNumberService. */
export function testNumberServer(deps: ClaimDeps): ServiceImplementation<typeof TestNumberServiceDefinition> {
  return {
    async putTestNumber({ number }) {
      return { number: encode(await putTestNumber(deps, decode(number, deps.clock.now()))) };
    },
    async deleteTestNumber({ processId, phone }) {
      await deleteTestNumber(deps, {
        processId: required(processId, 'process_id'),
        phone: decodePhone(phone),
      });
      return {};
    },
    async listTestNumbers({ processId, page }) {
      const found = await deps.testNumbers.query({
        index: 'process',
        equals: [required(processId, 'process_id')],
        order: 'desc',
        ...decodePage(page),
      });
      const numbers = found.items.map(({ doc }) => encode(doc));
      return { numbers, nextPageToken: found.nextPageToken ?? '' };
    },
    authorizeTestCall: (request) => authorize(deps, request),
  };
}

async function authorize(deps: ClaimDeps, request: AuthorizeTestCallRequest) {
  const { requestId } = request;
  if (!REQUEST_ID.test(requestId)) throw invalid('request_id', 'has 1 to 59 letters, digits and dashes');
  const result = await authorizeTestCall(deps, {
    requestId,
    processId: required(request.processId, 'process_id'),
    phone: decodePhone(request.phone),
    trunkId: required(request.trunkId, 'trunk_id'),
    callerId: required(request.callerId, 'caller_id'),
    actorId: required(request.actorId, 'actor_id'),
  });
  return result.type === 'permitted'
    ? { permit: result.permit, reasons: [] }
    : { reasons: result.reasons.map(({ reason, clearsAt }) => encodeReason(reason, clearsAt)) };
}

function decode(wire: TestNumber | undefined, nowAt: number): TestNumberDoc {
  const phone = decodePhone(wire?.phone ?? '');
  // No premium number, emergency call or short code is anybody's own telephone.
  if (!parsePhone(phone).ok) throw invalid('phone', 'is not a number that can be dialled');
  const name = (wire?.name ?? '').trim();
  if (name.length > NAME_CHARS_MAX) throw invalid('name', `has at most ${NAME_CHARS_MAX} characters`);
  return {
    processId: required(wire?.processId ?? '', 'number.process_id'),
    phone,
    name,
    trunkId: wire?.trunkId ?? '',
    createdBy: wire?.createdBy ?? '',
    createdAt: nowAt,
  };
}

function encode({ createdAt, ...doc }: TestNumberDoc): TestNumber {
  return { ...doc, createTime: toTime(createdAt) };
}

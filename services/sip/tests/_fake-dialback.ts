import {
  DialbackServiceDefinition,
  type ReportMissedCallRequest,
} from '@firstring/contracts/dialback/dialback_service';
import { silentLog } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createGrpcServer } from '@firstring/service-kit';

/** The dial-back service as sip sees it: keeps the missed calls it is told of. */
export class FakeDialback implements AsyncDisposable {
  readonly missed: ReportMissedCallRequest[] = [];
  /** Reports that fail before one is taken. */
  failures = 0;
  readonly #server = createGrpcServer({ domain: 'dialback.firstring', log: silentLog, clock: systemClock });

  static async start(address: string): Promise<FakeDialback> {
    const dialback = new FakeDialback();
    const never = async (): Promise<never> => {
      throw new Error('sip has no business with this');
    };
    dialback.#server.add(DialbackServiceDefinition, {
      reportMissedCall: async (request) => {
        if (dialback.failures > 0) {
          dialback.failures -= 1;
          throw new Error('not now');
        }
        dialback.missed.push(request);
        return {};
      },
      presentDialback: never,
      settleDialback: never,
      listDialbacks: never,
    });
    await dialback.#server.listen(address);
    return dialback;
  }

  /** Missed calls of a number. */
  of(phone: string): readonly ReportMissedCallRequest[] {
    return this.missed.filter((each) => each.phone === phone);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
